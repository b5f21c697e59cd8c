// What a new set of pictures is called, after what was dropped, and a run after its set.
import { type DroppedFile } from '../api/dropped.ts';

/** The folder's or file's own name; of several paths the folder they lie in. */
export function nameOfPaths(paths: readonly string[]): string | undefined {
  const [first] = paths;
  if (first === undefined) return undefined;
  const parts = first.split(/[\\/]/).filter(Boolean);
  return paths.length === 1 ? withoutExtension(parts.at(-1)) : parts.at(-2);
}

/** The dropped folder's name if all lie in one, the file's if there is only one. */
export function nameOfFiles(files: readonly DroppedFile[]): string | undefined {
  const folders = new Set(files.map(({ relativeDir }) => relativeDir.split('/')[0] ?? ''));
  const [folder] = folders;
  if (folders.size === 1 && folder) return folder;
  return files.length === 1 ? withoutExtension(files[0]?.file.name) : undefined;
}

/** `Winter`; if there is one already `Winter 2`. At most 80 letters, as names are. */
export function unusedName(name: string, used: ReadonlySet<string>): string {
  if (!used.has(name)) return name;
  for (let n = 2; ; n++) {
    const next = `${name.slice(0, 80 - ` ${n}`.length)} ${n}`;
    if (!used.has(next)) return next;
  }
}

/** A file's or folder's name as people write titles: `great-wave_2` becomes `Great wave 2`. */
export function asTitle(name: string): string {
  const words = name.replace(/[-_\s]+/g, ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function withoutExtension(name: string | undefined): string | undefined {
  return name?.replace(/(?<=.)\.[a-z]{2,5}$/i, '') || undefined;
}
