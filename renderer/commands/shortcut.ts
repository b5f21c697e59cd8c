// Shortcuts as people read them: `Ctrl+Shift+Z` on a PC, `⇧⌘Z` on a Mac.

export const onMac = /mac|iphone|ipad/i.test(navigator.platform);

const WORDS: Record<string, string> = onMac
  ? { $mod: '⌘', Control: '⌃', Shift: '⇧', Alt: '⌥', Escape: 'esc', ArrowLeft: '←', ArrowRight: '→', Space: 'space' }
  : {
      $mod: 'Ctrl',
      Control: 'Ctrl',
      Escape: 'Esc',
      ArrowLeft: '←',
      ArrowRight: '→',
      Delete: 'Del',
      PageUp: 'PgUp',
      PageDown: 'PgDn',
    };

/** The keys of one press, each to be drawn as its own cap. */
export function keysOf(shortcut: string): string[] {
  // `Shift+?` is typed with Shift anyway: only the sign is shown.
  const keys = shortcut.replace(/^Shift\+(?=[^A-Za-z]$)/, '').split('+');
  return keys.map(
    (key) => WORDS[key] ?? key.replace(/^(Digit|Key)/, '').replace(/^[a-z]$/, (letter) => letter.toUpperCase()),
  );
}

/** For `aria-keyshortcuts` and titles. */
export function shortcutText(shortcut: string): string {
  return keysOf(shortcut).join(onMac ? '' : '+');
}
