// What happens after generated pictures came into the library.
import { type LibraryImage } from '#contract/image.ts';
import { t } from '../../i18n/index.svelte.ts';
import { generating, type Made } from '../../state/generating.svelte.ts';
import { notifications } from '../../state/notifications.svelte.ts';
import { studio } from '../../state/studio.svelte.ts';

/** Into the film strip and on the canvas. */
export function openKept(images: readonly LibraryImage[]): void {
  studio.open(images.map((image) => ({ image, relativeDir: '' })));
}

export function keptToast(images: readonly LibraryImage[], key: 'generate.kept' | 'generate.framesKept'): void {
  const action = { label: t('generate.openInStudio'), run: () => openKept(images) };
  notifications.show({ kind: 'done', title: t(key, { n: images.length }), action });
}

export async function keep(pictures: readonly Made[]): Promise<void> {
  const images = await generating.keep(pictures);
  if (images.length > 0) keptToast(images, 'generate.kept');
}

/** Keeps first what is not in the library yet. */
export async function keepAndOpen(pictures: readonly Made[]): Promise<void> {
  const images = await generating.keep(pictures);
  if (images.length > 0) openKept(images);
}
