// `images.save`: writes pictures of the library to a folder or file of the user's, in their own or another format.
import { rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { toWireError, UserError } from '#contract/errors.ts';
import type { LibraryImage } from '#contract/image.ts';
import type { ImageId } from '#contract/ids.ts';
import type { Result } from '#contract/rpc.ts';
import { FILE_EXTENSION, type OutputFormat, type SaveOptions, type Target } from '#contract/upscale.ts';
import type { Library } from '../library/index.ts';
import { makeFolder } from './make-folder.ts';
import { pathFacts } from './item-plan.ts';
import { choosePath, dateName, fillTemplate, formatOfName, sameFormat, scaleName, stemOf } from './output-name.ts';
import type { Pictures } from './pictures.ts';
import { saveCopy } from './save-copy.ts';

/** What the decoder calls a file of each format. */
const FORMATS_OF: Record<OutputFormat, string[]> = {
  png: ['png'],
  jpeg: ['jpeg'],
  webp: ['webp'],
  avif: ['avif', 'heif'],
  tiff: ['tiff'],
};

type Saved = Result<'images.save'>['files'][number];

function formatFor(image: LibraryImage, save: SaveOptions): OutputFormat {
  const { encoding, destination } = save;
  if (encoding.format !== 'same') return encoding.format;
  return (destination.to === 'file' ? formatOfName(destination.path) : undefined) ?? sameFormat(image.info.format);
}

/** A picture that moves would stand still in every other encoding: it stays as it is where nothing else was asked for. */
function staysAsItIs({ info }: LibraryImage, { encoding }: SaveOptions): boolean {
  return encoding.format === 'same' && info.pages > 1 && (info.format === 'gif' || info.format === 'webp');
}

function placeFor(image: LibraryImage, parent: LibraryImage | undefined, save: SaveOptions): string {
  const { destination } = save;
  if (destination.to === 'file') return destination.path;
  const { width, height } = image.info;
  const ratio = parent ? Math.max(width, height) / Math.max(parent.info.width, parent.info.height) : 1;
  const { madeBy } = image;
  const target: Target = madeBy?.operation === 'upscale' ? madeBy.settings.target : { by: 'width', pixels: width };
  const fields = {
    // A result's own name already follows a template: its fields are filled in anew from the picture it was made of.
    name: stemOf((parent ?? image).name),
    scale: scaleName(target, ratio),
    model: madeBy?.model ?? 'original',
    width: String(width),
    height: String(height),
    date: dateName(new Date()),
  };
  const extension = staysAsItIs(image, save) ? image.info.format : FILE_EXTENSION[formatFor(image, save)];
  const name = fillTemplate(save.nameTemplate, fields, extension);
  if (destination.to === 'folder') return join(destination.path, name);
  const beside = parent?.path ?? image.path;
  if (destination.to === 'beside' && beside !== null) return join(dirname(beside), name);
  throw new UserError('bad-input', 'Choose a folder to save to.', { source: image.name });
}

async function saveOne(library: Library, pictures: Pictures, id: ImageId, save: SaveOptions): Promise<Saved> {
  const image = library.images.get(id);
  const parent = image?.parentId ? library.images.get(image.parentId) : undefined;
  const unfinished = library.files.temporary();
  try {
    if (!image) throw new UserError('not-found', 'The picture is no longer in the library.');
    const wanted = placeFor(image, parent, save);
    if (!isAbsolute(wanted))
      throw new UserError('bad-input', 'The destination must be a full path.', { source: wanted });
    const inputs = [parent?.path, image.kind === 'source' ? image.path : null].filter((path) => path != null);
    const path = choosePath(wanted, save.onExisting, pathFacts([], inputs));
    if (path === null) return { id, path: wanted, status: 'skipped', error: null };
    const format = formatFor(image, save);
    let file = library.files.path(image.sha256);
    const asItIs =
      staysAsItIs(image, save) || (FORMATS_OF[format].includes(image.info.format) && save.encoding.keepMetadata);
    // Encoding a file anew in its own format would only lose quality.
    if (!asItIs) {
      await pictures.convert(file, unfinished, { ...save.encoding, format }, image.name);
      file = unfinished;
    }
    await makeFolder(dirname(path));
    await saveCopy(file, path, { overwrite: save.onExisting === 'overwrite', part: randomUUID() });
    if (image.kind === 'output') library.images.setPath(id, path);
    return { id, path, status: 'done', error: null };
  } catch (error) {
    return { id, path: null, status: 'failed', error: toWireError(error, image?.name) };
  } finally {
    await rm(unfinished, { force: true });
  }
}

export async function savePictures(
  library: Library,
  pictures: Pictures,
  ids: readonly ImageId[],
  save: SaveOptions,
): Promise<Saved[]> {
  const saved: Saved[] = [];
  for (const id of ids) saved.push(await saveOne(library, pictures, id, save));
  return saved;
}
