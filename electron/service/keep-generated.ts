// What a generator made into the library, all of it or nothing, and if wanted as copies into a folder of the user's.
import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { cancelled } from '#contract/errors.ts';
import type { GenerateSettings, InterpolateSettings } from '#contract/generate.ts';
import type { LibraryImage, MadeBy } from '#contract/image.ts';
import type { NewImage } from '../library/index.ts';
import type { Core } from './core.ts';
import type { RunOptions } from './engine-process.ts';
import { type Generated, generateInto, interpolateInto } from './generate.ts';
import { pathFacts } from './item-plan.ts';
import { makeFolder } from './make-folder.ts';
import { choosePath, safeSegment } from './output-name.ts';
import { saveCopy } from './save-copy.ts';

/** `size`: pixels per side. `seconds`: of the engine's work on all of them. */
export type Kept = { images: LibraryImage[]; size: number; seconds: number };
type Made = Extract<MadeBy, { operation: 'generate' }>;
/** What tells one picture from the others of its making: the end of its name, and how it was made. */
type Own = { name: string; made: Pick<Made, 'seed' | 'class' | 'mix' | 'to' | 'truncation'> };

/** The file is in the store afterwards; nobody sees it before its row is added. */
async function enter(core: Core, file: string, name: string, madeBy: MadeBy): Promise<NewImage> {
  const { library, pictures } = core;
  const staged = await library.files.adopt(file);
  const thumbnails = [{ size: 320, output: pictures.thumbnailPath(staged.sha256, 320) }];
  const { info } = await pictures.inspect(staged.path, name, { thumbnails });
  const stored = await library.files.commit(staged);
  return { kind: 'output', name, ...stored, info, exif: [], parentId: null, path: null, madeBy };
}

/** A copy at a free name in `out`. */
async function copyTo(core: Core, image: LibraryImage, out: string): Promise<LibraryImage> {
  const wanted = join(out, image.name);
  const path = choosePath(wanted, 'number', pathFacts([], [])) ?? wanted;
  await saveCopy(core.library.files.path(image.sha256), path, { overwrite: false, part: image.id });
  core.library.images.setPath(image.id, path);
  return { ...image, path };
}

async function keep(
  core: Core,
  make: (folder: string) => Promise<Generated>,
  ownOf: (k: number) => Own,
  signal: AbortSignal | undefined,
  out: string | undefined,
): Promise<Kept> {
  const { library, devices, events } = core;
  const scratch = library.files.temporary();
  try {
    const { files, card, size, seconds } = await make(scratch);
    const how = { operation: 'generate', model: card.id, modelVersion: card.sha256 } as const;
    const each = { ...how, device: await devices.chosen(), seconds: seconds / files.length };
    const entered: NewImage[] = [];
    for (const [k, file] of files.entries()) {
      if (signal?.aborted) throw cancelled();
      const { name, made } = ownOf(k);
      const extension = extname(file);
      const full = `${safeSegment(`${card.id}-${name}`, extension.length)}${extension}`;
      entered.push(await enter(core, file, full, { ...each, ...made }));
    }
    if (signal?.aborted) throw cancelled();
    let images = library.db.transaction(() => entered.map((one) => library.images.add(one)));
    events.emit('images.changed', {});
    if (out !== undefined) {
      await makeFolder(out);
      const copied: LibraryImage[] = [];
      for (const image of images) copied.push(await copyTo(core, image, out));
      images = copied;
    }
    return { images, size, seconds };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Pictures named after model and seed. Throws what `generateInto` throws. */
export function keepGenerated(
  core: Core,
  settings: GenerateSettings,
  following: RunOptions,
  out?: string,
): Promise<Kept> {
  const { seeds, truncation, class: kind, mix } = settings;
  const own = (k: number) => {
    const seed = seeds[k] ?? 0;
    return { name: String(seed), made: { seed, truncation, class: kind, mix } };
  };
  return keep(core, (folder) => generateInto(core, settings, folder, following), own, following.signal, out);
}

/** One moving picture, or its frames, named after model and both seeds. */
export function keepWay(core: Core, settings: InterpolateSettings, following: RunOptions, out?: string): Promise<Kept> {
  const { from, to, truncation, class: kind, format } = settings;
  const own = (k: number) => {
    const name = format === 'png' ? `${from}-${to}-${String(k).padStart(4, '0')}` : `${from}-${to}`;
    return { name, made: { seed: from, to, truncation, class: kind } };
  };
  return keep(core, (folder) => interpolateInto(core, settings, folder, following), own, following.signal, out);
}
