// Messages between the service and an engine process (child-process IPC, advanced serialization).
import { z } from 'zod';
import { DatasetNeeds, DatasetPicture, DatasetReport } from './dataset.ts';
import { Device } from './devices.ts';
import { WireError } from './errors.ts';
import { PictureInfo } from './image.ts';
import { DeviceId } from './ids.ts';
import { DataItem, TrainingProgress } from './run-folder.ts';
import { ParameterValues, RecipeDescription } from './training.ts';
import { MovieFormat } from './generate.ts';
import { Look } from './restyle.ts';
import { Encoding, Target } from './upscale.ts';
import { Rect } from './rpc.ts';

/** Limits on what is decoded, so that one bad file cannot take the machine. */
export const DecodeLimits = z.object({
  /** Width × height of the input. */
  pixels: z.number().positive().default(268_000_000),
  seconds: z.number().positive().default(60),
});
export type DecodeLimits = z.infer<typeof DecodeLimits>;

/** What a run learns from. */
const learning = {
  /** Of every parameter of the recipe. */
  values: ParameterValues,
  seed: z.int().nonnegative(),
  data: z.array(DataItem),
  content: z.array(DataItem).default([]),
  /** A folder that keeps compiled graphs for later starts. */
  cache: z.string().optional(),
};

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
  /**
   * Repaints a picture at its own size, or with `side` reduced to so many pixels on its longer side. What was painted last with
   * `side` is kept, so that it is only mixed anew for another strength or other colours.
   */
  z.object({
    task: z.literal('restyle'),
    input: z.string(),
    /** Written whole or not at all. */
    output: z.string(),
    model: z.string(),
    multiple: z.int().positive(),
    receptiveRadius: z.int().nonnegative(),
    /** See `TranslateCard`. */
    grain: z.number().nonnegative().default(0),
    look: Look.omit({ model: true }),
    encoding: Encoding,
    side: z.int().positive().optional(),
    /** Folder for `<index>.webp` previews of finished parts. */
    liveFolder: z.string().optional(),
    /** Folder for intermediates. */
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
  /** What can be trained. */
  z.object({ task: z.literal('recipes') }),
  /**
   * Trains until the steps or the minutes are over. Cancelling stops it after the step under way; it then answers as if it had
   * been done, with what it keeps. Best in a process of its own, because nothing else is heard while a step is computed.
   */
  z.object({
    task: z.literal('train'),
    /** See `run-folder.ts`. Made if it is not there. */
    runFolder: z.string(),
    recipe: z.string(),
    ...learning,
    /** Of the whole run. Without them as many as fit into the minutes, or those the run was planned with. */
    steps: z.int().positive().optional(),
    /** From now on. */
    minutes: z.number().positive().optional(),
    /** Goes on from the newest checkpoint in the folder, whose recipe, values, seed and pictures hold. */
    resume: z.boolean().default(false),
    /** Photos to show in previews, for recipes that change pictures. */
    previewPictures: z.array(z.string()).default([]),
  }),
  /** What a run would take, measured by a few of its steps. */
  z.object({ task: z.literal('estimate'), recipe: z.string(), ...learning }),
  /** A checkpoint of a run as a model: `<output>/model.onnx` and `card.json`. */
  z.object({
    task: z.literal('exportCheckpoint'),
    runFolder: z.string(),
    step: z.int().nonnegative(),
    output: z.string(),
  }),
  /**
   * A new run folder that begins with a checkpoint of another one and goes on with other values. Throws `bad-input` for
   * values that make nets of another size.
   */
  z.object({
    task: z.literal('branch'),
    runFolder: z.string(),
    step: z.int().nonnegative(),
    values: ParameterValues,
    output: z.string(),
  }),
  /** Pictures from noise, as `<output>/<seed>.png`, or the way between two seeds. */
  z.object({
    task: z.literal('generate'),
    model: z.string(),
    latent: z.int().positive(),
    /** How many classes the model knows; 0 if it knows none. */
    classes: z.int().nonnegative().default(0),
    /** Number of the class to show; without it one after the other. */
    label: z.int().nonnegative().optional(),
    seeds: z.array(z.int().nonnegative()).min(1).max(10_000),
    /** How many layers of the model take a style; 0 for other generators. */
    styles: z.int().nonnegative().default(0),
    mix: z.object({ seed: z.int().nonnegative(), from: z.int().nonnegative() }).optional(),
    /** From the first seed to this one and back, as `<output>/way.webp`, or with `png` as `0000.png`, … */
    way: z
      .object({
        to: z.int().nonnegative(),
        frames: z.int().min(2),
        rate: z.int().positive(),
        format: MovieFormat,
      })
      .optional(),
    /** Less is more usual and less varied. */
    truncation: z.number().min(0).max(2).default(1),
    /** A folder. */
    output: z.string(),
  }),
  /** Looks at pictures before anything is trained on them at `size` pixels. */
  z.object({
    task: z.literal('doctor'),
    pictures: z.array(DatasetPicture),
    needs: DatasetNeeds.optional(),
    size: z.int().positive().optional(),
  }),
  /** Compares generated pictures with those that were learned from; the real ones are first reduced to `side`. */
  z.object({
    task: z.literal('evaluateGan'),
    images: z.array(z.string()),
    generated: z.array(z.string()),
    side: z.int().positive().optional(),
  }),
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
  restyle: z.object({
    info: PictureInfo,
    seconds: z.number(),
    /** Seconds of them in which the net painted; 0 if it had painted the same before. */
    painting: z.number().nonnegative(),
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
  recipes: z.object({ recipes: z.array(RecipeDescription) }),
  train: z.object({
    ended: z.enum(['done', 'stopped']),
    step: z.int().nonnegative(),
    steps: z.int().positive(),
    /** Over all starts. */
    seconds: z.number().nonnegative(),
    stepsPerSecond: z.number().nonnegative(),
    /** Share of the time in which steps waited for pictures. */
    waiting: z.number().min(0).max(1),
    /** Pictures that could not be read and were left out. */
    unreadable: z.array(z.string()),
  }),
  estimate: z.object({
    secondsPerStep: z.number().positive(),
    /** Until the first step. */
    startSeconds: z.number().nonnegative(),
    /** Memory at the peak of a step, about, and of a checkpoint on disk. */
    bytes: z.number().nonnegative(),
    checkpointBytes: z.number().nonnegative(),
  }),
  exportCheckpoint: z.object({ step: z.int() }),
  branch: z.object({ step: z.int() }),
  generate: z.object({ files: z.array(z.string()), seconds: z.number() }),
  doctor: DatasetReport,
  evaluateGan: z.object({
    /** Generated pictures, and those of the data. */
    images: z.int(),
    data: z.int(),
    extractor: z.string(),
    fid: z.number(),
    kid: z.number(),
    precision: z.number(),
    recall: z.number(),
    diversity: z.number(),
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
  /** A training run stands still after its step, or goes on: something more urgent has the device. */
  z.object({ type: z.literal('hold'), taskId: z.string(), held: z.boolean() }),
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
  z.object({ type: z.literal('training'), taskId: z.string(), progress: TrainingProgress }),
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
