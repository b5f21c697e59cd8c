// Pictures into the library: by path where there is a shell, by upload in a browser.
import { z } from 'zod';
import { toWireError, WireError } from '#contract/errors.ts';
import { LibraryImage } from '#contract/image.ts';
import { type DroppedFile, filesOf } from './dropped.ts';
import { rpc } from './rpc.svelte.ts';

export type TakenIn = { images: { image: LibraryImage; relativeDir: string }[]; failures: WireError[] };
/** `done` of `total` files are in; `name` is the one at hand. */
export type Progress = (done: number, total: number, name: string) => void;

const Accepted = z.object({ image: LibraryImage, relativeDir: z.string() });
const Refused = z.object({ error: WireError });

const AT_ONCE = 3;
/** Not worth sending: the service would only say that they are no pictures. */
const PICTURE = /\.(jpe?g|jfif|png|webp|avif|tiff?|gif|bmp|svg|heic|heif|jxl|jp2|ppm|pgm|pbm|raw|dng)$/i;

/** Files and folders that lie on this machine's disks. */
export async function takeInPaths(paths: string[], onProgress: Progress): Promise<TakenIn> {
  const importId = crypto.randomUUID();
  const stop = rpc.on('import.progress', (event) => {
    if (event.importId === importId) onProgress(event.done, event.total, event.name);
  });
  try {
    return await rpc.call('images.import', { paths, importId });
  } finally {
    stop();
  }
}

/** Sends files a few at a time; the answer keeps their order, one that fails is listed by name and stops no other. */
export async function takeInFiles(dropped: DroppedFile[], onProgress: Progress): Promise<TakenIn> {
  const files = worthSending(dropped);
  const images: TakenIn['images'] = [];
  const failures: WireError[] = [];
  const results = new Array<LibraryImage | WireError>(files.length);
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let index = next++; index < files.length; index = next++) {
      const item = files[index];
      if (!item) return;
      results[index] = await upload(item);
      onProgress(++done, files.length, item.file.name);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  results.forEach((result, index) => {
    if ('kind' in result && 'message' in result) failures.push(result);
    else images.push({ image: result, relativeDir: files[index]?.relativeDir ?? '' });
  });
  return { images, failures };
}

/** In a folder anything may lie about; a file that was named by the user is always tried. */
export function worthSending(dropped: DroppedFile[]): DroppedFile[] {
  return dropped.filter(({ file, relativeDir }) => relativeDir === '' || PICTURE.test(file.name));
}

async function upload({ file, relativeDir }: DroppedFile): Promise<LibraryImage | WireError> {
  try {
    const query = new URLSearchParams({ name: file.name, dir: relativeDir });
    const answer = await fetch(`upload?${query}`, { method: 'POST', body: file });
    const body: unknown = await answer.json();
    return answer.ok ? Accepted.parse(body).image : Refused.parse(body).error;
  } catch (error) {
    return toWireError(error, file.name);
  }
}

/**
 * The one way in: a drop or paste (call it inside the event), a picker's files, or paths.
 * In the shell everything that has a path is read by the service itself.
 */
export async function takeIn(source: DataTransfer | DroppedFile[] | string[], onProgress: Progress): Promise<TakenIn> {
  if (source instanceof DataTransfer) {
    const paths = pathsOf(source);
    return paths.length > 0 ? takeInPaths(paths, onProgress) : takeInFiles(await filesOf(source), onProgress);
  }
  if (isPaths(source)) return takeInPaths(source, onProgress);
  return takeInFiles(source, onProgress);
}

function isPaths(source: DroppedFile[] | string[]): source is string[] {
  return typeof source[0] === 'string';
}

/** Where what is dropped lies on disk; empty in a browser, and for a picture that was copied rather than a file. */
export function pathsOf(data: DataTransfer): string[] {
  const bridge = window.atelier;
  return bridge ? [...data.files].map((file) => bridge.pathForFile(file)).filter((path) => path !== '') : [];
}
