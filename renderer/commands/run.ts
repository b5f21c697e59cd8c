// Runs commands, by name and by key.
import { createKeybindingsHandler } from 'tinykeys';
import { notifications } from '../state/notifications.svelte.ts';
import { type Command } from './command.ts';
import { commands } from './index.ts';

/** Undo, redo and select all, which text fields have of their own. */
const TEXT_KEYS = /\+[azy]$/i;

export function canRun(command: Command): boolean {
  return command.when?.() ?? true;
}

/** Does nothing while the command cannot run; a failure is shown. */
export function run(command: Command): void {
  if (canRun(command)) void notifications.guard(() => command.run());
}

/** By id, for the native menu. */
export function runById(id: string): void {
  const command = commands.find((one) => one.id === id);
  if (command) run(command);
}

export function shortcutsOf(command: Command): string[] {
  return command.shortcut === undefined ? [] : [command.shortcut].flat();
}

/** Listens for every command's keys; returns the function that stops it. */
export function listenForShortcuts(): () => void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const command of commands) {
    for (const shortcut of shortcutsOf(command)) {
      bindings[shortcut] = (event) => {
        if (!/\$mod|Control|Alt|Meta/.test(shortcut) && isTyping(event)) return;
        // A greyed command leaves the key to whoever has it otherwise, such as undo inside a text field.
        if (!canRun(command) || (TEXT_KEYS.test(shortcut) && isTyping(event))) return;
        event.preventDefault();
        run(command);
      };
    }
  }
  const handler = createKeybindingsHandler(bindings, { ignore: (event) => event.repeat && isTyping(event) });
  window.addEventListener('keydown', handler);
  return () => window.removeEventListener('keydown', handler);
}

/** Whether the key belongs to a text field, a list or an open dialog. */
export function isTyping(event: Event): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return (
    target?.closest(
      'input:not([type=checkbox], [type=radio]), textarea, [contenteditable=true], [role=dialog], [role=menu], .floating.list',
    ) != null
  );
}
