// A model's card: what it is, who made it, under which licence, and what it takes and gives.
import { z } from 'zod';
import { ModelId, RunId, Sha256 } from './ids.ts';

export const Localized = z.object({ en: z.string(), zh: z.string() });
export type Localized = z.infer<typeof Localized>;

const card = {
  id: ModelId,
  name: z.string(),
  /** One plain sentence: what it is good for. */
  goodFor: Localized,
  authors: z.string(),
  paper: z.string().optional(),
  licence: z.object({
    id: z.string(),
    /** `any`: any use; `non-commercial`; `unknown`. */
    use: z.enum(['any', 'non-commercial', 'unknown']),
    /** Where the licence is stated: in the package, or with the upstream weights. */
    stated: z.string(),
  }),
  source: z.object({ package: z.string(), version: z.string(), file: z.string() }).optional(),
  trainedOn: z.string(),
  architecture: z.string(),
  parameters: z.int().positive(),
  /** Input values of the original net before conversion, e.g. `0..255`. */
  originalRange: z.string(),
  /**
   * Input pixels on each side that change an output pixel noticeably: the reach in theory, or less where it was measured on
   * photos that beyond (¾ of) this distance nothing moves the output by half a step of 8 bits.
   */
  receptiveRadius: z.int().nonnegative(),
  /** Height and width must be multiples of this. */
  multiple: z.int().positive().default(1),
  weights: z.enum(['fp16', 'fp32']),
  bytes: z.int().positive(),
  sha256: Sha256,
  measured: z
    .object({
      /** Largest difference from the original run in TF.js, values 0..1. */
      agreement: z.number().nonnegative(),
      /** Luma PSNR in dB and SSIM on downscaled photos, and of bicubic on the same ones. */
      psnrY: z.number(),
      ssim: z.number(),
      bicubic: z.object({ psnrY: z.number(), ssim: z.number() }),
      images: z.int().positive(),
      /** Input megapixels per second where the card was made, and on what. */
      megapixelsPerSecond: z.number().positive(),
      device: z.string(),
    })
    .optional(),
  /** The run that made it. */
  trained: z
    .object({ run: RunId, recipe: z.string(), version: z.int().positive(), steps: z.int().nonnegative() })
    .optional(),
};

/** The graph maps `input` [1,3,h,w] to `output` [1,3,scale·h,scale·w], RGB, float32, 0..1. */
export const UpscaleCard = z.object({ kind: z.literal('upscale'), scale: z.int().min(1).max(8), ...card });
export type UpscaleCard = z.infer<typeof UpscaleCard>;

/** The graph maps `input` [1,3,h,w] to `output` of the same size, RGB, float32, 0..1. */
export const TranslateCard = z.object({
  kind: z.literal('translate'),
  scale: z.literal(1),
  /** Standard deviation of the normal noise to be added to its input: it learned with it, and paints calm areas by it. */
  grain: z.number().nonnegative().default(0),
  ...card,
});
export type TranslateCard = z.infer<typeof TranslateCard>;

/** The graph maps `z` [n,latent] in N(0,1), with classes also `labels` [n], to `output` [n,3,size,size], RGB, float32, 0..1. */
export const GenerateCard = z.object({
  kind: z.literal('generate'),
  scale: z.literal(1),
  /** Numbers that a picture is made from. */
  latent: z.int().positive(),
  /** Side of the pictures in pixels. */
  size: z.int().positive(),
  /** What can be asked for by name; empty where there is nothing to choose. */
  classes: z.array(z.string()),
  /**
   * A style-based generator: how many layers take a style. Its graph has three more inputs: `z2` [n,latent], the seed of the
   * styles from layer `crossover` [] (int32) on, and `truncation` [], which it applies itself.
   */
  styles: z.int().positive().optional(),
  ...card,
});
export type GenerateCard = z.infer<typeof GenerateCard>;

/** `card.json` beside `model.onnx`. */
export const ModelCard = z.discriminatedUnion('kind', [UpscaleCard, TranslateCard, GenerateCard]);
export type ModelCard = z.infer<typeof ModelCard>;
export type ModelKind = ModelCard['kind'];

/** A model as a user sees it: its card, whose it is, and how fast it ran on this machine's chosen device. */
export const ModelEntry = z.object({
  card: ModelCard,
  own: z.boolean(),
  /** Input megapixels per second here; `null` until measured. */
  speed: z.number().positive().nullable(),
});
export type ModelEntry = z.infer<typeof ModelEntry>;

/** The entry of a model of one kind. */
export type EntryOf<K extends ModelKind> = ModelEntry & { card: Extract<ModelCard, { kind: K }> };
export type UpscaleEntry = EntryOf<'upscale'>;
export type TranslateEntry = EntryOf<'translate'>;
export type GenerateEntry = EntryOf<'generate'>;

/** The entries of one kind, in their order. */
export function ofKind<K extends ModelKind>(entries: readonly ModelEntry[], kind: K): EntryOf<K>[] {
  return entries.filter((entry): entry is EntryOf<K> => entry.card.kind === kind);
}

export const DEFAULT_MODEL = ModelId.parse('realesrgan-compact-x4');
