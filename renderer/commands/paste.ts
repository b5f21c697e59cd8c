// Opens the picture on the clipboard. Ctrl+V itself arrives as a `paste` event, which also works without permission.
import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import { t } from '../i18n/index.svelte.ts';
import { pasteFromClipboard } from '../state/intake.svelte.ts';
import { type Command } from './command.ts';

export const paste: Command = {
  id: 'edit.paste',
  title: () => t('commands.paste'),
  icon: ClipboardPaste,
  menu: 'edit',
  startsGroup: true,
  run: pasteFromClipboard,
};
