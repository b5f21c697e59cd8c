// New pictures from a generator, into the library and a folder of the user's: nothing that is there is replaced.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import type { ModelId } from '#contract/ids.ts';
import type { MadeBy } from '#contract/image.ts';
import type { GenerateCard } from '#contract/models.ts';
import type { Core } from './core.ts';
import type { RunOptions } from './engine-process.ts';
import { pathFacts } from './item-plan.ts';
import { makeFolder } from './make-folder.ts';
import { choosePath, safeSegment } from './output-name.ts';
import { saveCopy } from './save-copy.ts';

export type GenerateOptions = {
  model: ModelId;
  count: number;
  seed: number;
  truncation?: number | undefined;
  /** Name of the kind of picture; otherwise one kind after the other. */
  class?: string | undefined;
};
/** `size`: pixels per side. `seconds`: of the engine's work on all of them. */
export type Generated = { files: string[]; size: number; seconds: number };

function labelOf({ id, classes }: GenerateCard, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const label = classes.indexOf(name);
  if (label >= 0) return label;
  throw new UserError('bad-input', `The model “${id}” knows no “${name}”.`, {
    hint: classes.length > 0 ? `It knows ${classes.join(', ')}.` : 'It makes only one kind of picture.',
  });
}

/**
 * Picture k is that of `seed` + k; the same seed gives the same picture. They lie in `folder` as <seed>.png.
 * Throws `unsupported` for a model that is no generator.
 */
export async function generateInto(
  core: Core,
  { model, class: name, ...options }: GenerateOptions,
  folder: string,
  following: RunOptions,
): Promise<Generated> {
  const { card, file } = await core.models.use(model, 'generate');
  const { latent, classes } = card;
  const known = { latent, classes: classes.length, label: labelOf(card, name) };
  const task = { task: 'generate', model: file, output: folder, ...known, ...options } as const;
  const { files, seconds } = await core.compute.run(task, following);
  return { files, size: card.size, seconds };
}

/** Enters a made picture into the library and copies it to a free name in `out`; the path of the copy. */
async function keep(core: Core, file: string, out: string, name: string, madeBy: MadeBy): Promise<string> {
  const { library, pictures } = core;
  const staged = await library.files.stage(file);
  try {
    const thumbnails = [{ size: 320, output: pictures.thumbnailPath(staged.sha256, 320) }];
    const { info } = await pictures.inspect(staged.path, name, { thumbnails });
    const stored = await library.files.commit(staged);
    const image = library.images.add({
      kind: 'output',
      name,
      ...stored,
      info,
      exif: [],
      parentId: null,
      path: null,
      madeBy,
    });
    const path = choosePath(join(out, name), 'number', pathFacts([], [])) ?? join(out, name);
    await saveCopy(library.files.path(image.sha256), path, { overwrite: false, part: image.id });
    library.images.setPath(image.id, path);
    return path;
  } finally {
    await rm(staged.path, { force: true });
  }
}

/** As `generateInto`, with names that say of which model and seed they are; the library lists them too. */
export async function generatePictures(
  core: Core,
  options: GenerateOptions,
  out: string,
  following: RunOptions,
): Promise<Generated> {
  const { model, seed, count, truncation = 1 } = options;
  const scratch = core.library.files.temporary();
  try {
    const made = await generateInto(core, options, scratch, following);
    await makeFolder(out);
    const { card } = await core.models.find(model, 'generate');
    const device = await core.devices.chosen();
    const how = { operation: 'generate', model, modelVersion: card.sha256, device, truncation } as const;
    const files: string[] = [];
    for (const [k, file] of made.files.entries()) {
      following.signal?.throwIfAborted();
      const name = `${safeSegment(`${model}-${seed + k}`, 4)}.png`;
      files.push(await keep(core, file, out, name, { ...how, seed: seed + k, seconds: made.seconds / count }));
    }
    return { ...made, files };
  } finally {
    core.events.emit('images.changed', {});
    await rm(scratch, { recursive: true, force: true });
  }
}
