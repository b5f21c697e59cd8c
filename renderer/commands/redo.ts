// Does again what was taken back.
import Redo from '@lucide/svelte/icons/redo-2';
import { t } from '../i18n/index.svelte.ts';
import { type Command } from './command.ts';
import { history } from './history.svelte.ts';

export const redo: Command = {
  id: 'edit.redo',
  title: () => (history.next ? t('commands.redoNamed', { what: history.next.title }) : t('commands.redo')),
  icon: Redo,
  shortcut: ['$mod+Shift+Z', '$mod+y'],
  menu: 'edit',
  when: () => history.next !== undefined,
  run: () => history.redo(),
};
