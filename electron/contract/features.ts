// A feature extractor's card: whose net it is, what it was trained on, and how its weights lie in the file beside the card.
import { z } from 'zod';
import { Sha256 } from './ids.ts';

/** One tensor of `weights.bin`, one byte a number: value = min + scale · byte. */
export const QuantisedTensor = z.object({
  name: z.string(),
  shape: z.array(z.int().positive()),
  min: z.number(),
  scale: z.number().positive(),
});
export type QuantisedTensor = z.infer<typeof QuantisedTensor>;

/** `card.json` in a folder of `resources/features`. */
export const FeatureCard = z.object({
  id: z.string(),
  name: z.string(),
  authors: z.string(),
  paper: z.string(),
  /** `stated`: where. */
  licence: z.object({ id: z.string(), use: z.literal('any'), stated: z.string() }),
  source: z.object({ package: z.string(), version: z.string(), file: z.string() }),
  trainedOn: z.string(),
  architecture: z.string(),
  parameters: z.int().positive(),
  /** Values of the pictures that it takes. */
  inputRange: z.string(),
  /** Side of the pictures that it was trained on. */
  size: z.int().positive(),
  bytes: z.int().positive(),
  sha256: Sha256,
  check: z.object({
    /** Size of the picture that was drawn to compare with the original run in TF.js. */
    height: z.int().positive(),
    width: z.int().positive(),
    /** Largest difference from the original, relative to the largest value of the same activation. */
    agreement: z.number().nonnegative(),
    /** Mean and standard deviation of each activation of the original. */
    activations: z.record(z.string(), z.tuple([z.number(), z.number()])),
  }),
  /** In the order in which they lie in the file. */
  tensors: z.array(QuantisedTensor),
});
export type FeatureCard = z.infer<typeof FeatureCard>;
