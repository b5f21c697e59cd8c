// What the button that uses a model says.
import { type ModelEntry } from '#contract/models.ts';
import { t } from '../../i18n/index.svelte.ts';
import { upscaling } from '../../state/upscaling.svelte.ts';

/** `inUse`: there is nothing left to do. Models of the other tools lead to their tool. */
export function useWords({ card }: ModelEntry): { words: string; inUse: boolean } {
  if (card.kind === 'translate') return { words: t('models.restyleWith'), inUse: false };
  if (card.kind === 'generate') return { words: t('models.generateWith'), inUse: false };
  const inUse = upscaling.chosen.model === card.id;
  return { words: t(inUse ? 'models.inUse' : 'models.use'), inUse };
}
