// Names of results: the template's fields filled in, made safe for every platform, and a free place found for them.
import { basename, extname, join } from 'node:path';
import { FILE_EXTENSION, type NAME_FIELDS, type OnExisting, OutputFormat, type Target } from '#contract/upscale.ts';

/** Bytes of a name on the strictest common file systems, less room for a number. */
const MAX_BYTES = 240;
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

const ILLEGAL = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;

export type NameFields = Record<(typeof NAME_FIELDS)[number], string>;

/** One path segment that Windows, macOS and Linux all accept; at least one character. `room`: bytes that follow it. */
export function safeSegment(text: string, room = 0): string {
  let name = text
    .normalize('NFC')
    .replaceAll(ILLEGAL, '_')
    .replace(/^\s+/, '')
    .replace(/[\s.]+$/, '');
  while (Buffer.byteLength(name) > MAX_BYTES - room) name = [...name].slice(0, -1).join('');
  name = name.replace(/[\s.]+$/, '');
  if (RESERVED.test(name)) name = `_${name}`;
  return name || 'picture';
}

/** The folders below a dropped one, without any way out of it. */
export function safeFolders(relativeDir: string): string {
  const parts = relativeDir.split(/[\\/]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length === 0 ? '' : join(...parts.map((part) => safeSegment(part)));
}

export function fillTemplate(template: string, fields: NameFields, extension: string): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(fields, name) ? fields[name as keyof NameFields] : whole,
  );
  return `${safeSegment(filled, extension.length + 1)}.${extension}`;
}

export function stemOf(name: string): string {
  return basename(name, extname(name));
}

/** `4x`, or the ratio of the long sides when a size was asked for: `2.5x`. */
export function scaleName(target: Target, ratio: number): string {
  return target.by === 'scale' ? `${target.scale}x` : `${Number(ratio.toFixed(2))}x`;
}

/** `2026-01-31`, in local time. */
export function dateName(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The format a file is written in when `same` was asked for: its own where that can be written, PNG otherwise. */
export function sameFormat(inputFormat: string): OutputFormat {
  const known = OutputFormat.safeParse(inputFormat === 'heif' ? 'avif' : inputFormat);
  return known.success ? known.data : 'png';
}

/** The format that a file name asks for by its extension. */
export function formatOfName(name: string): OutputFormat | undefined {
  const extension = extname(name).slice(1).toLowerCase();
  if (extension === 'jpeg' || extension === 'jpe') return 'jpeg';
  if (extension === 'tiff') return 'tiff';
  return OutputFormat.options.find((format) => FILE_EXTENSION[format] === extension);
}

export type PathFacts = {
  /** There is a file at this path now. */
  exists: (path: string) => boolean;
  /** Another file of the queue has written there or will. */
  reserved: (path: string) => boolean;
  /** A picture that is being worked on lies there: it is never replaced. */
  input: (path: string) => boolean;
};

/**
 * Where a result goes: `wanted` or a numbered neighbour; `null` to skip it. Only a file that is neither an input nor
 * another file's result may be replaced or be the reason to skip.
 */
export function choosePath(wanted: string, policy: OnExisting, facts: PathFacts): string | null {
  const claimed = (path: string) => facts.reserved(path) || facts.input(path);
  if (!claimed(wanted)) {
    if (!facts.exists(wanted) || policy === 'overwrite') return wanted;
    if (policy === 'skip') return null;
  }
  const extension = extname(wanted);
  const stem = wanted.slice(0, wanted.length - extension.length);
  for (let n = 2; ; n++) {
    const path = `${stem}-${n}${extension}`;
    if (claimed(path)) continue;
    if (!facts.exists(path) || policy === 'overwrite') return path;
    if (policy === 'skip') return null;
  }
}

/** Paths that a case-insensitive or normalising disk takes for one are equal. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
