// The flags of `atelier upscale` as settings of a job; what does not fit together is refused as wrong use.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Encoding, OutputFormat, type SaveOptions, SCALES, Target, UpscaleSettings } from '#contract/upscale.ts';
import { formatOfName } from '../service/index.ts';
import { UsageError } from './console.ts';
import { modelOf, numberOf } from './numbers.ts';
import type { CommonOptions } from './workshop.ts';

export type UpscaleFlags = CommonOptions & {
  scale?: string;
  width?: string;
  height?: string;
  longest?: string;
  model: string;
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

/** `modelScale`: what is made when no size is asked for. */
function targetOf(flags: UpscaleFlags, modelScale: number): Target {
  const sizes = (['scale', 'width', 'height', 'longest'] as const).filter((name) => flags[name] !== undefined);
  if (sizes.length > 1) throw new UsageError(`Choose one of ${sizes.map((name) => `--${name}`).join(' and ')}.`);
  const [by] = sizes;
  const raw =
    by === undefined
      ? { by: 'scale', scale: modelScale }
      : by === 'scale'
        ? { by, scale: numberOf(by, flags.scale ?? '') }
        : { by, pixels: numberOf(by, flags[by] ?? '') };
  const target = Target.safeParse(raw);
  if (target.success) return target.data;
  throw new UsageError(
    by === 'scale' || by === undefined
      ? `--scale can be ${SCALES.join(', ')}.`
      : `--${by} must be a whole number of pixels from 1 to 65500.`,
  );
}

function destinationOf(flags: UpscaleFlags, inputs: readonly string[]): SaveOptions['destination'] {
  if (flags.out === undefined) return { to: 'beside' };
  const path = resolve(flags.out);
  const file = formatOfName(path) !== undefined && !isFolder(path);
  if (!file) return { to: 'folder', path };
  const [only, ...more] = inputs;
  if (only !== undefined && more.length === 0 && !isFolder(only)) return { to: 'file', path };
  throw new UsageError('--out names a file, but there are several inputs. Name a folder.');
}

function encodingOf(flags: UpscaleFlags): Encoding {
  const named = flags.format && (ALIASES[flags.format.toLowerCase()] ?? flags.format.toLowerCase());
  const format = Encoding.shape.format.safeParse(named ?? 'same');
  if (!format.success) throw new UsageError(`--format can be ${OutputFormat.options.join(', ')} or same.`);
  const quality = Encoding.shape.quality.safeParse(flags.quality && numberOf('quality', flags.quality));
  if (!quality.success) throw new UsageError('--quality must be a whole number from 1 to 100.');
  return { format: format.data, quality: quality.data, keepMetadata: flags.metadata };
}

export function settingsOf(flags: UpscaleFlags, inputs: readonly string[], modelScale: number): UpscaleSettings {
  if (flags.overwrite && flags.skipExisting) throw new UsageError('Choose one of --overwrite and --skip-existing.');
  return UpscaleSettings.parse({
    model: modelOf(flags.model),
    target: targetOf(flags, modelScale),
    save: {
      encoding: encodingOf(flags),
      destination: destinationOf(flags, inputs),
      ...(flags.name && { nameTemplate: flags.name }),
      onExisting: flags.overwrite ? 'overwrite' : flags.skipExisting ? 'skip' : 'number',
    },
  });
}
