// The command palette and the list of shortcuts.
import Command from '@lucide/svelte/icons/command';
import Keyboard from '@lucide/svelte/icons/keyboard';
import { t } from '../i18n/index.svelte.ts';
import { app } from '../state/app.svelte.ts';
import { type Command as CommandType } from './command.ts';

export const palette: CommandType = {
  id: 'help.palette',
  title: () => t('commands.palette'),
  icon: Command,
  shortcut: '$mod+k',
  menu: 'help',
  run: () => (app.paletteOpen = !app.paletteOpen),
};

export const keyboardHelp: CommandType = {
  id: 'help.keyboard',
  title: () => t('commands.keyboardHelp'),
  icon: Keyboard,
  shortcut: 'Shift+?',
  menu: 'help',
  run: () => (app.helpOpen = !app.helpOpen),
};
