// What a command is: one entry that menus, shortcuts, tooltips and the palette all read.
import { type Component } from 'svelte';

export const MENUS = ['file', 'edit', 'view', 'go', 'help'] as const;
export type Menu = (typeof MENUS)[number];

export type Command = {
  /** `studio.fit`: also the id the native menu sends. */
  id: string;
  /** Called where it is shown, so that it follows the language. */
  title: () => string;
  icon?: Component;
  /**
   * Keys in tinykeys' notation, the first is the one shown: `$mod+K` (Ctrl, ⌘ on a Mac), `Shift+?`, `1`.
   * Without a modifier they do nothing while the user types.
   */
  shortcut?: string | string[];
  /** The menu it stands in; without one it is only in the palette. */
  menu?: Menu;
  /** A line above it in the menu. */
  startsGroup?: boolean;
  /** Whether it can run now; greyed in menus and left out of the palette otherwise. */
  when?: () => boolean;
  /** For a command that switches something: whether it is on. */
  checked?: () => boolean;
  /** Left out of the palette and of the keyboard help. */
  hidden?: boolean;
  run: () => unknown;
};
