// New pictures from a generator: which ones, and how two of them are joined by those in between.
import { z } from 'zod';
import { ModelId } from './ids.ts';

const Seed = z.int().min(0).max(0xffff_ffff);
const common = {
  model: ModelId,
  /** Less is more usual and less varied; 1 is as learned. */
  truncation: z.number().min(0).max(2).default(1),
  /** Name of the kind of picture, for models that know kinds. */
  class: z.string().optional(),
};

export const GenerateSettings = z.object({
  ...common,
  /** One picture each; the same seed always gives the same picture. */
  seeds: z
    .array(Seed)
    .min(1)
    .max(256)
    .refine((seeds) => new Set(seeds).size === seeds.length, 'each seed once'),
  /** Style mixing: from layer `from` on (0 is the coarsest) the style of another seed. For models with `styles`. */
  mix: z.object({ seed: Seed, from: z.int().nonnegative() }).optional(),
});
export type GenerateSettings = z.infer<typeof GenerateSettings>;

/** `png`: each frame is a picture of its own. */
export const MovieFormat = z.enum(['webp', 'gif', 'png']);
export type MovieFormat = z.infer<typeof MovieFormat>;

/** The way from one seed to another and back again. */
export const InterpolateSettings = z.object({
  ...common,
  from: Seed,
  to: Seed,
  frames: z.int().min(2).max(240).default(48),
  /** Frames per second of a moving picture. */
  rate: z.int().min(1).max(50).default(20),
  format: MovieFormat.default('webp'),
});
export type InterpolateSettings = z.infer<typeof InterpolateSettings>;
