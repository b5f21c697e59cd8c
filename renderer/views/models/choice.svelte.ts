// What is chosen on the Models screen: a model for the details, the import dialog, and the try-out.
import { type ModelId } from '#contract/ids.ts';
import { type LibraryImage } from '#contract/image.ts';
import { type ModelEntry } from '#contract/models.ts';
import { type Rect } from '#contract/rpc.ts';
import { t } from '../../i18n/index.svelte.ts';
import { app } from '../../state/app.svelte.ts';
import { generating } from '../../state/generating.svelte.ts';
import { models } from '../../state/models.svelte.ts';
import { notifications } from '../../state/notifications.svelte.ts';
import { restyling } from '../../state/restyling.svelte.ts';
import { studio } from '../../state/studio.svelte.ts';
import { upscaling } from '../../state/upscaling.svelte.ts';

export const MOST_MODELS = 4;
export const FEWEST_MODELS = 2;

class Choice {
  model = $state.raw<ModelId | null>(null);
  trying = $state(false);
  /** What the try-out compares, and where. */
  picture = $state.raw<LibraryImage | null>(null);
  rect = $state.raw<Rect | null>(null);
  models = $state.raw<ModelId[]>([]);
  /** What the results that are shown were made with. */
  compared = $state.raw<{ image: LibraryImage; rect: Rect; models: ModelId[] } | null>(null);

  toggle(id: ModelId): void {
    if (this.models.includes(id)) this.models = this.models.filter((one) => one !== id);
    else if (this.models.length < MOST_MODELS) this.models = [...this.models, id];
  }
}

export const choice = new Choice();

/** Goes to the Studio's tool that works with a model, and chooses it there; an upscaler only becomes the next one. */
export function useModel({ card }: ModelEntry): void {
  if (card.kind === 'upscale') return upscaleWith(card.id);
  if (card.kind === 'translate') restyling.choose({ model: card.id });
  else generating.choose({ model: card.id });
  studio.operation = card.kind === 'translate' ? 'restyle' : 'generate';
  app.go('studio');
}

/** The Studio's next upscaling uses this model. */
export function upscaleWith(id: ModelId): void {
  upscaling.choose({ model: id });
  notifications.show({
    kind: 'done',
    title: t('models.usedNow', { name: models.nameOf(id) }),
    action: { label: t('commands.goStudio'), run: () => app.go('studio') },
  });
}
