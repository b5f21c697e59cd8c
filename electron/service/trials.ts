// One crop through several models, to choose between them; the results are not pictures of the library.
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toWireError, UserError } from '#contract/errors.ts';
import type { Sha256 } from '#contract/ids.ts';
import type { Args, Trial } from '#contract/rpc.ts';
import { SCALES } from '#contract/upscale.ts';
import type { Library } from '../library/index.ts';
import type { Engine } from './engine.ts';
import type { MediaFiles } from './media.ts';
import type { Models } from './models.ts';

export type TrialSetup = { library: Library; compute: Engine; models: Models; media: MediaFiles };

/** A picture in `tmp/` moves to where pictures lie that are only looked at: `/media/<sha256>`. */
export async function keepTrial(
  { library, media }: Pick<TrialSetup, 'library' | 'media'>,
  file: string,
): Promise<Sha256> {
  const { sha256 } = await library.files.adopt(file);
  const place = media.trialPath(sha256);
  await mkdir(dirname(place), { recursive: true });
  await rename(file, place);
  return sha256;
}

async function tryOne(
  setup: TrialSetup,
  input: string,
  rect: Args<'upscale.try'>['rect'],
  id: Trial['model'],
): Promise<Trial> {
  const { files } = setup.library;
  const output = files.temporary('.png');
  const scratch = files.temporary();
  try {
    const { card, file } = await setup.models.use(id, 'upscale');
    await mkdir(scratch);
    const { seconds } = await setup.compute.run({
      task: 'upscale',
      input,
      output,
      model: file,
      scale: card.scale,
      receptiveRadius: card.receptiveRadius,
      multiple: card.multiple,
      target: { by: 'scale', scale: SCALES.find((scale) => scale === card.scale) ?? 4 },
      encoding: { format: 'png', keepMetadata: true },
      crop: rect,
      scratch,
      interactive: true,
    });
    return { model: id, sha256: await keepTrial(setup, output), seconds, error: null };
  } catch (error) {
    return { model: id, sha256: null, seconds: 0, error: toWireError(error) };
  } finally {
    await rm(output, { force: true });
    await rm(scratch, { recursive: true, force: true });
  }
}

/** One model after the other; one that fails does not stop the rest. */
export async function tryModels(setup: TrialSetup, args: Args<'upscale.try'>): Promise<Trial[]> {
  const image = setup.library.images.get(args.imageId);
  if (!image) throw new UserError('not-found', 'The picture is no longer in the library.');
  const { rect } = args;
  const { width, height } = image.info;
  if (rect.x + rect.width > width || rect.y + rect.height > height) {
    throw new UserError('bad-input', `The crop reaches beyond the picture’s ${width} × ${height} pixels.`);
  }
  const trials: Trial[] = [];
  for (const id of args.models) trials.push(await tryOne(setup, setup.library.files.path(image.sha256), rect, id));
  return trials;
}
