// A checkpoint as a model, and the way to the tool that works with it.
import { type RunId } from '#contract/ids.ts';
import { type ModelEntry } from '#contract/models.ts';
import { t } from '../../../i18n/index.svelte.ts';
import { app } from '../../../state/app.svelte.ts';
import { notifications } from '../../../state/notifications.svelte.ts';
import { runs } from '../../../state/runs.svelte.ts';
import { studio } from '../../../state/studio.svelte.ts';
import { upscaling } from '../../../state/upscaling.svelte.ts';
import { useModel } from '../../models/choice.svelte.ts';

/** Words for opening a model, by its kind. */
export const OPEN = { upscale: 'run.openUpscale', translate: 'run.openRestyle', generate: 'run.openGenerate' } as const;

/** Makes a model of the checkpoint and offers to open it. Rejects with a `UserError`. */
export async function useCheckpoint(id: RunId, step: number | undefined): Promise<void> {
  const entry = await runs.use(id, step);
  notifications.show({
    kind: 'done',
    title: t('run.used', { name: entry.card.name }),
    action: { label: t(OPEN[entry.card.kind]), run: () => openInStudio(entry) },
  });
}

export function openInStudio(entry: ModelEntry): void {
  if (entry.card.kind !== 'upscale') return useModel(entry);
  upscaling.choose({ model: entry.card.id });
  studio.operation = 'upscale';
  app.go('studio');
}
