// The steps a run can be looked at: its previews and its checkpoints.
import { type PreviewLine } from '#contract/run-folder.ts';
import { type CheckpointInfo } from '#contract/training.ts';

export type Stop = { step: number; checkpoint: boolean; best: boolean };

/** Every step with a preview or a checkpoint, in their order. */
export function stopsOf(previews: readonly PreviewLine[], checkpoints: readonly CheckpointInfo[]): Stop[] {
  const stops = new Map<number, Stop>();
  for (const { step } of previews) stops.set(step, { step, checkpoint: false, best: false });
  for (const { step, best } of checkpoints) stops.set(step, { step, checkpoint: true, best });
  return [...stops.values()].sort((a, b) => a.step - b.step);
}

/** The one nearest to a step, the later of two as near; `undefined` of none. */
export function nearest<T extends { step: number }>(all: readonly T[], step: number): T | undefined {
  return all.reduce<T | undefined>((best, one) => {
    if (!best) return one;
    const [distance, least] = [Math.abs(one.step - step), Math.abs(best.step - step)];
    return distance < least || (distance === least && one.step > best.step) ? one : best;
  }, undefined);
}

/** What was seen at a step: the newest preview until then, else the first. */
export function previewAt(previews: readonly PreviewLine[], step: number): PreviewLine | undefined {
  return previews.findLast((preview) => preview.step <= step) ?? previews[0];
}

/** A preview for each step, the newer of two for the same, in order. */
export function withPreview(previews: readonly PreviewLine[], preview: PreviewLine): PreviewLine[] {
  return [...previews.filter(({ step }) => step !== preview.step), preview].sort((a, b) => a.step - b.step);
}
