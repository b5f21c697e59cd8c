// What finished work says of how fast a model is here.
import type { ModelId } from '#contract/ids.ts';
import type { Models } from './models.ts';

/** Megapixels seen by the model from which on the time says something about its speed. */
const TELLING_SIZE = 0.25;

/** `provisional`: less is better than nothing, as long as nothing else is known. */
export async function learnSpeed(
  models: Models,
  id: ModelId,
  { pixels, seconds, provisional }: { pixels: number; seconds: number; provisional: boolean },
): Promise<void> {
  if (pixels <= 0 || seconds <= 0) return;
  const megapixels = pixels / 1e6;
  if (megapixels < TELLING_SIZE && !(provisional && models.speedOf(id) === null)) return;
  await models.remember(id, megapixels / seconds);
}
