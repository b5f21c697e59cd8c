// Finds the picture files below dropped files and folders; what is hidden or no picture by its name is left out.
import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { toWireError, type WireError } from '#contract/errors.ts';

/** Extensions of files that are picked up inside folders; a file named directly is always tried. */
const PICTURE_EXTENSIONS = new Set(
  '.jpg .jpeg .jpe .jfif .png .apng .webp .avif .heic .heif .tif .tiff .gif .bmp .svg .jp2 .jxl .ppm .pgm .hdr'.split(
    ' ',
  ),
);

export type FoundFile = { path: string; relativeDir: string };

async function walkFolder(
  folder: string,
  root: string,
  found: FoundFile[],
  failures: WireError[],
  visited: Set<string>,
): Promise<void> {
  try {
    // A link to a folder above would otherwise go round for ever.
    const real = await realpath(folder);
    if (visited.has(real)) return;
    visited.add(real);
    const folders: string[] = [];
    const files: string[] = [];
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      const info = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (info?.isDirectory()) folders.push(path);
      else if (info?.isFile() && PICTURE_EXTENSIONS.has(extname(path).toLowerCase())) files.push(path);
    }
    const byName = (a: string, b: string) => basename(a).localeCompare(basename(b), undefined, { numeric: true });
    const relativeDir = relative(root, folder);
    found.push(...files.sort(byName).map((path) => ({ path, relativeDir })));
    for (const next of folders.sort(byName)) await walkFolder(next, root, found, failures, visited);
  } catch (error) {
    failures.push(toWireError(error, folder));
  }
}

/** Files in the order they were given, folders depth last and in natural order; what cannot be opened is listed. */
export async function findPictures(paths: readonly string[]): Promise<{ found: FoundFile[]; failures: WireError[] }> {
  const found: FoundFile[] = [];
  const failures: WireError[] = [];
  const visited = new Set<string>();
  for (const given of paths) {
    const path = resolve(given);
    try {
      const info = await stat(path);
      if (info.isDirectory()) await walkFolder(path, path, found, failures, visited);
      else found.push({ path, relativeDir: '' });
    } catch (error) {
      failures.push(toWireError(error, path));
    }
  }
  return { found, failures };
}
