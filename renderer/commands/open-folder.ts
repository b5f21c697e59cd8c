// Opens a folder with everything below it.
import FolderOpen from '@lucide/svelte/icons/folder-open';
import { t } from '../i18n/index.svelte.ts';
import { pick } from '../state/intake.svelte.ts';
import { type Command } from './command.ts';

export const openFolder: Command = {
  id: 'file.openFolder',
  title: () => t('commands.openFolder'),
  icon: FolderOpen,
  shortcut: '$mod+Shift+O',
  menu: 'file',
  run: () => pick('folder'),
};
