// The flags that say where results go and what files they are, as save options; what does not fit together is refused as wrong use.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Encoding, OutputFormat, type SaveOptions } from '#contract/upscale.ts';
import { formatOfName } from '../service/index.ts';
import { UsageError } from './console.ts';
import { numberOf } from './numbers.ts';
import type { CommonOptions } from './workshop.ts';

export type SaveFlags = CommonOptions & {
  out?: string;
  format?: string;
  quality?: string;
  name?: string;
  overwrite?: boolean;
  skipExisting?: boolean;
  metadata: boolean;
};

const ALIASES: Record<string, OutputFormat> = { jpg: 'jpeg', tif: 'tiff' };

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function destinationOf(flags: SaveFlags, inputs: readonly string[]): SaveOptions['destination'] {
  if (flags.out === undefined) return { to: 'beside' };
  const path = resolve(flags.out);
  const file = formatOfName(path) !== undefined && !isFolder(path);
  if (!file) return { to: 'folder', path };
  const [only, ...more] = inputs;
  if (only !== undefined && more.length === 0 && !isFolder(only)) return { to: 'file', path };
  throw new UsageError('--out names a file, but there are several inputs. Name a folder.');
}

function encodingOf(flags: SaveFlags): Encoding {
  const named = flags.format && (ALIASES[flags.format.toLowerCase()] ?? flags.format.toLowerCase());
  const format = Encoding.shape.format.safeParse(named ?? 'same');
  if (!format.success) throw new UsageError(`--format can be ${OutputFormat.options.join(', ')} or same.`);
  const quality = Encoding.shape.quality.safeParse(flags.quality && numberOf('quality', flags.quality));
  if (!quality.success) throw new UsageError('--quality must be a whole number from 1 to 100.');
  return { format: format.data, quality: quality.data, keepMetadata: flags.metadata };
}

/** Without a name the template is that of the job. */
export function saveOf(flags: SaveFlags, inputs: readonly string[]): Partial<SaveOptions> {
  if (flags.overwrite && flags.skipExisting) throw new UsageError('Choose one of --overwrite and --skip-existing.');
  return {
    encoding: encodingOf(flags),
    destination: destinationOf(flags, inputs),
    ...(flags.name && { nameTemplate: flags.name }),
    onExisting: flags.overwrite ? 'overwrite' : flags.skipExisting ? 'skip' : 'number',
  };
}
