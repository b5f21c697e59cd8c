// The flags of `atelier upscale` as settings of a job; what does not fit together is refused as wrong use.
import { SCALES, Target, UpscaleSettings } from '#contract/upscale.ts';
import { UsageError } from './console.ts';
import { modelOf, numberOf } from './numbers.ts';
import { type SaveFlags, saveOf } from './save-options.ts';

export type UpscaleFlags = SaveFlags & {
  scale?: string;
  width?: string;
  height?: string;
  longest?: string;
  model: string;
};

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

export function settingsOf(flags: UpscaleFlags, inputs: readonly string[], modelScale: number): UpscaleSettings {
  return UpscaleSettings.parse({
    model: modelOf(flags.model),
    target: targetOf(flags, modelScale),
    save: saveOf(flags, inputs),
  });
}
