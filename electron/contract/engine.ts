// Messages between the service and an engine process (child-process IPC, advanced serialization).
import { z } from 'zod';
import { Device } from './devices.ts';
import { WireError } from './errors.ts';
import { PictureInfo } from './image.ts';
import { DeviceId } from './ids.ts';
import { Encoding, Target } from './upscale.ts';
import { Rect } from './rpc.ts';

/** Limits on what is decoded, so that one bad file cannot take the machine. */
export const DecodeLimits = z.object({
  /** Width × height of the input. */
  pixels: z.number().positive().default(268_000_000),
  seconds: z.number().positive().default(60),
});
export type DecodeLimits = z.infer<typeof DecodeLimits>;

/** What an engine can be asked. `taskId` names the task in every message about it and in `cancel`. */
export const EngineTask = z.discriminatedUnion('task', [
  /** Reads what is known of a picture; with `thumbnail`, also writes a WebP of at most `size` pixels. */
  z.object({
    task: z.literal('inspect'),
    input: z.string(),
    thumbnails: z.array(z.object({ size: z.int().positive(), output: z.string() })).default([]),
    exif: z.boolean().default(false),
  }),
  z.object({
    task: z.literal('upscale'),
    input: z.string(),
    /** Written whole or not at all. */
    output: z.string(),
    model: z.string(),
    scale: z.int().positive(),
    receptiveRadius: z.int().nonnegative(),
    multiple: z.int().positive(),
    target: Target,
    encoding: Encoding,
    /** Only this part of the picture. */
    crop: Rect.optional(),
    /** Folder for `<index>.webp` previews of finished tiles. */
    liveFolder: z.string().optional(),
    /** Folder for the uncompressed intermediate. */
    scratch: z.string(),
    /** Runs before tasks without it. */
    interactive: z.boolean().default(false),
  }),
  /** A picture in another format, without a model. */
  z.object({ task: z.literal('convert'), input: z.string(), output: z.string(), encoding: Encoding }),
  /** Deep Zoom tiles of a picture, in sRGB, for a viewer: `<folder>/<level>/<column>_<row>.<extension>`. */
  z.object({ task: z.literal('pyramid'), input: z.string(), folder: z.string() }),
  /** Megapixels per second of a model on this engine's device. */
  z.object({ task: z.literal('measure'), model: z.string(), scale: z.int().positive(), multiple: z.int().positive() }),
  /** Tests an unknown `.onnx` file as an upscaler; the result says its scale. */
  z.object({ task: z.literal('examine'), model: z.string() }),
  z.object({
    task: z.literal('evaluate'),
    images: z.array(z.string()),
    model: z.string(),
    scale: z.int().positive(),
    receptiveRadius: z.int().nonnegative(),
    multiple: z.int().positive(),
  }),
]);
export type EngineTask = z.infer<typeof EngineTask>;
export type EngineTaskInput = z.input<typeof EngineTask>;

/** Level 0 is one pixel; each level doubles; the last, `levels` − 1, is the full size. Tiles have no overlap. */
export const Pyramid = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  tileSize: z.int().positive(),
  levels: z.int().positive(),
  /** `jpeg` without alpha, `png` with. */
  extension: z.enum(['jpeg', 'png']),
});
export type Pyramid = z.infer<typeof Pyramid>;

export const engineResults = {
  inspect: z.object({
    info: PictureInfo,
    exif: z.array(z.object({ name: z.string(), value: z.string() })),
    notices: z.array(z.string()),
  }),
  upscale: z.object({
    info: PictureInfo,
    seconds: z.number(),
    /** Side of the tiles that were used, in source pixels without overlap. */
    tile: z.int().positive(),
    notices: z.array(z.string()),
  }),
  convert: z.object({ info: PictureInfo }),
  pyramid: Pyramid,
  measure: z.object({ megapixelsPerSecond: z.number().positive() }),
  examine: z.object({
    scale: z.int().positive(),
    parameters: z.int().nonnegative(),
    receptiveRadius: z.int().nonnegative(),
    multiple: z.int().positive(),
  }),
  evaluate: z.object({
    images: z.int(),
    psnrY: z.number(),
    ssim: z.number(),
    baseline: z.object({ psnrY: z.number(), ssim: z.number() }),
  }),
} as const;
export type EngineResults = { [K in EngineTask['task']]: z.infer<(typeof engineResults)[K]> };

/** Command line of an engine: `engine.js <EngineOptions as JSON>`; `probe` runs the device test and exits. */
export const EngineOptions = z.object({
  device: DeviceId,
  /** 0: as many as physical cores. */
  threads: z.int().nonnegative().default(0),
  probe: z.boolean().default(false),
});
export type EngineOptions = z.infer<typeof EngineOptions>;

export const ToEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), taskId: z.string(), task: EngineTask }),
  z.object({ type: z.literal('cancel'), taskId: z.string() }),
  z.object({ type: z.literal('stop') }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

export const FromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('probed'), device: Device }),
  z.object({
    type: z.literal('progress'),
    taskId: z.string(),
    /** 0..1. */
    progress: z.number().min(0).max(1),
    /** Output pixels finished so far and in all. */
    pixels: z.number().nonnegative(),
    totalPixels: z.number().nonnegative(),
  }),
  z.object({ type: z.literal('tile'), taskId: z.string(), index: z.int().nonnegative(), rect: Rect }),
  z.object({ type: z.literal('done'), taskId: z.string(), result: z.unknown() }),
  z.object({ type: z.literal('failed'), taskId: z.string(), error: WireError }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    taskId: z.string().optional(),
  }),
]);
export type FromEngine = z.infer<typeof FromEngine>;
