// What a menu shows: entries, lines and headings, the same for drop-down and context menus.
import { type Component } from 'svelte';
import { canRun, run, shortcutsOf } from '../commands/run.ts';
import { type Command } from '../commands/command.ts';

export type MenuEntry =
  | { line: true }
  | { heading: string }
  /** A menu of its own that opens beside. */
  | { label: string; entries: MenuEntry[] }
  | {
      label: string;
      icon?: Component;
      shortcut?: string;
      disabled?: boolean;
      danger?: boolean;
      /** Draws a tick when true, the space for one when false. */
      checked?: boolean;
      run: () => unknown;
    };

/** Commands as entries of a menu. */
export function entriesOf(commands: readonly Command[]): MenuEntry[] {
  return commands.flatMap((command, index) => {
    const entry: MenuEntry = {
      label: command.title(),
      icon: command.icon,
      shortcut: shortcutsOf(command)[0],
      disabled: !canRun(command),
      checked: canRun(command) && command.checked?.(),
      run: () => run(command),
    };
    return command.startsGroup && index > 0 ? [{ line: true } as const, entry] : [entry];
  });
}
