// Opens and closes the queue drawer.
import ListTodo from '@lucide/svelte/icons/list-todo';
import { t } from '../i18n/index.svelte.ts';
import { app } from '../state/app.svelte.ts';
import { type Command } from './command.ts';

export const toggleQueue: Command = {
  id: 'view.queue',
  title: () => t('commands.toggleQueue'),
  icon: ListTodo,
  shortcut: ['5', '$mod+j'],
  menu: 'go',
  checked: () => app.queueOpen,
  run: () => (app.queueOpen = !app.queueOpen),
};
