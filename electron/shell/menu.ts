// The native menu: on macOS, where programs have one; elsewhere the page brings its own and the window has none.
import type { MenuItemConstructorOptions } from 'electron';
import { type Texts } from './texts.ts';

/** Ids of the page's commands (`renderer/commands`) that the native menu offers. */
export const MENU_COMMANDS = {
  open: 'file.openFiles',
  openFolder: 'file.openFolder',
  settings: 'go.settings',
  studio: 'go.studio',
  library: 'go.library',
  models: 'go.models',
  queue: 'view.queue',
  compare: 'view.compare',
  fit: 'view.fit',
  actual: 'view.actualSize',
  palette: 'help.palette',
} as const satisfies Partial<Record<keyof Texts, string>>;

/** `null`: no menu. `packaged`: without the developer tools. */
export function menuTemplate(
  platform: NodeJS.Platform,
  packaged: boolean,
  texts: Texts,
  choose: (commandId: string) => void,
): MenuItemConstructorOptions[] | null {
  const developer: MenuItemConstructorOptions[] = packaged ? [] : [{ role: 'reload' }, { role: 'toggleDevTools' }];
  if (platform !== 'darwin') return packaged ? null : [{ label: texts.view, submenu: developer }];

  const command = (name: keyof typeof MENU_COMMANDS, accelerator?: string): MenuItemConstructorOptions => ({
    label: texts[name],
    accelerator,
    click: () => choose(MENU_COMMANDS[name]),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    {
      role: 'appMenu',
      submenu: [
        { role: 'about' },
        line,
        command('settings', 'Cmd+,'),
        line,
        { role: 'services' },
        line,
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        line,
        { role: 'quit' },
      ],
    },
    {
      label: texts.file,
      submenu: [command('open', 'Cmd+O'), command('openFolder', 'Cmd+Shift+O'), line, { role: 'close' }],
    },
    { role: 'editMenu', label: texts.edit },
    {
      label: texts.view,
      submenu: [
        command('studio'),
        command('library'),
        command('models'),
        command('queue'),
        line,
        command('compare'),
        command('fit', 'Cmd+0'),
        command('actual', 'Cmd+1'),
        line,
        command('palette', 'Cmd+K'),
        line,
        { role: 'togglefullscreen' },
        ...developer,
      ],
    },
    { role: 'windowMenu' },
  ];
}
