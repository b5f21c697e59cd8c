// Decides once, before the work, what a file's result will be: its size, format, name and place.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import type { PictureInfo } from '#contract/image.ts';
import { FILE_EXTENSION, MAX_SIDE, type OutputFormat, type SaveOptions, targetSize } from '#contract/upscale.ts';
import type { JobWork } from '../library/index.ts';
import {
  choosePath,
  dateName,
  fillTemplate,
  formatOfName,
  type PathFacts,
  pathKey,
  safeFolders,
  sameFormat,
  scaleName,
} from './output-name.ts';

/** Longest sides that the formats can hold, where that is less than what the program makes. */
const FORMAT_SIDE: Partial<Record<OutputFormat, number>> = { webp: 16_383, avif: 16_384 };

export type PlanInput = {
  work: JobWork;
  info: PictureInfo;
  /** Name without extension, for the template. */
  stem: string;
  relativeDir: string;
  /** Where the picture lies on a disk, if it does. */
  path: string | null;
};

export type Plan = {
  width: number;
  height: number;
  format: OutputFormat;
  name: string;
  /** Where it is wanted besides the library, before what is there already is looked at. */
  wanted: string | null;
  notices: string[];
};

/** Throws `unsupported` if the result would be larger than any format can hold. */
export function planResult({ work, info, stem, relativeDir, path }: PlanInput): Plan {
  const { settings } = work;
  const { width, height } = work.kind === 'upscale' ? targetSize(work.settings.target, info.width, info.height) : info;
  const longest = Math.max(width, height);
  if (longest > MAX_SIDE) {
    throw new UserError('unsupported', `The result would be ${width} × ${height} pixels.`, {
      hint: `The longest side can be ${MAX_SIDE} pixels. Choose a smaller size.`,
      source: path ?? stem,
    });
  }
  const { encoding, destination, nameTemplate } = settings.save;
  const notices: string[] = [];
  let format =
    encoding.format !== 'same'
      ? encoding.format
      : ((destination.to === 'file' ? formatOfName(destination.path) : undefined) ?? sameFormat(info.format));
  if (encoding.format === 'same' && longest > (FORMAT_SIDE[format] ?? MAX_SIDE)) {
    notices.push(`Saved as PNG: ${format.toUpperCase()} cannot hold ${width} × ${height} pixels.`);
    format = 'png';
  }
  const fields = {
    name: stem,
    scale:
      work.kind === 'upscale' ? scaleName(work.settings.target, longest / Math.max(info.width, info.height)) : '1x',
    model: settings.model,
    width: String(width),
    height: String(height),
    date: dateName(new Date()),
  };
  const name = fillTemplate(nameTemplate, fields, FILE_EXTENSION[format]);
  if (destination.to === 'beside' && path === null) {
    notices.push('Kept in the library only: this picture has no folder of its own.');
  }
  const wanted = () => {
    switch (destination.to) {
      case 'library':
        return null;
      case 'beside':
        return path && join(dirname(path), name);
      case 'folder':
        return join(destination.path, safeFolders(relativeDir), name);
      case 'file':
        return destination.path;
    }
  };
  return { width, height, format, name, wanted: wanted(), notices };
}

/** What must be known of other files to choose a place: paths that are reserved, and paths of inputs. */
export function pathFacts(reserved: readonly string[], inputs: readonly string[]): PathFacts {
  const reservedKeys = new Set(reserved.map(pathKey));
  const inputKeys = new Set(inputs.map(pathKey));
  return {
    exists: existsSync,
    reserved: (path) => reservedKeys.has(pathKey(path)),
    input: (path) => inputKeys.has(pathKey(path)),
  };
}

/** The place for a result; `null` when there is one already and such files are to be skipped. */
export function choosePlace(wanted: string, save: SaveOptions, facts: PathFacts): string | null {
  const { destination, onExisting } = save;
  if (destination.to === 'file' && facts.input(wanted)) {
    throw new UserError('bad-input', 'The result would replace the picture it is made from.', {
      hint: 'Choose another name.',
      source: wanted,
    });
  }
  return choosePath(wanted, onExisting, facts);
}
