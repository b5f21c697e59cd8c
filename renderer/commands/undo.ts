// Takes back the last thing done.
import Undo from '@lucide/svelte/icons/undo-2';
import { t } from '../i18n/index.svelte.ts';
import { type Command } from './command.ts';
import { history } from './history.svelte.ts';

export const undo: Command = {
  id: 'edit.undo',
  title: () => (history.last ? t('commands.undoNamed', { what: history.last.title }) : t('commands.undo')),
  icon: Undo,
  shortcut: '$mod+z',
  menu: 'edit',
  when: () => history.last !== undefined,
  run: () => history.undo(),
};
