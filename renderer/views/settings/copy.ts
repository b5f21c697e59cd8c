// Text onto the clipboard, with a word that it is there.
import { t } from '../../i18n/index.svelte.ts';
import { notifications } from '../../state/notifications.svelte.ts';

export async function copy(text: string, said = t('settings.copied')): Promise<void> {
  const done = await notifications.guard(navigator.clipboard.writeText(text).then(() => true));
  if (done) notifications.show({ kind: 'done', title: said });
}
