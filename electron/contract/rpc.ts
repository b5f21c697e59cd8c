// Every method the studio service answers, with the schema of its arguments and of its result.
import { z } from 'zod';
import { DeviceReport } from './devices.ts';
import { WireError } from './errors.ts';
import { ImageDetail, LibraryImage, LibraryQuery } from './image.ts';
import { ImageId, ItemId, JobId, ModelId, Sha256 } from './ids.ts';
import { GenerateSettings, InterpolateSettings } from './generate.ts';
import { ItemSource, Job, JobItem } from './jobs.ts';
import { method, none, nothing } from './method.ts';
import { ModelEntry } from './models.ts';
import { Look, RestyleSettings } from './restyle.ts';
import { Settings, SettingsPatch } from './settings.ts';
import { trainingMethods } from './training-methods.ts';
import { SaveOptions, UpscaleSettings } from './upscale.ts';

/** A rectangle in source pixels. */
export const Rect = z.object({
  x: z.int().nonnegative(),
  y: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Rect = z.infer<typeof Rect>;

export const Trial = z.object({
  model: ModelId,
  /** The result as a PNG at `/media/<sha256>`; `null` with `error` set. */
  sha256: Sha256.nullable(),
  seconds: z.number().nonnegative(),
  error: WireError.nullable(),
});
export type Trial = z.infer<typeof Trial>;

export const AppInfo = z.object({
  version: z.string(),
  library: z.string(),
  /** The picture a first start opens with. */
  sampleId: ImageId.nullable(),
  platform: z.string(),
  versions: z.record(z.string(), z.string()),
  engine: z.enum(['starting', 'ready', 'restarting', 'failed']),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** The caller's name for what it asks, for `generate.progress` and `generate.cancel`. */
const called = { taskId: z.uuid() };

export const methods = {
  'app.info': method(none, AppInfo),
  'settings.get': method(none, Settings),
  'settings.set': method(SettingsPatch, Settings),

  /** The last probe's result; probes first if there is none. */
  'devices.list': method(none, DeviceReport),
  'devices.probe': method(none, DeviceReport),

  'models.list': method(none, z.object({ models: z.array(ModelEntry) })),
  /** Runs the model on a small picture and keeps its speed on the chosen device. */
  'models.measure': method(z.object({ model: ModelId }), ModelEntry),
  /** Adds an `.onnx` upscaler from disk after running it once. */
  'models.import': method(z.object({ path: z.string() }), ModelEntry),
  'models.export': method(z.object({ model: ModelId, path: z.string() }), nothing),

  /** Files and folders on disk into the library; progress comes as `import.progress`, unreadable files are listed by name. */
  'images.import': method(
    z.object({ paths: z.array(z.string()).min(1), importId: z.uuid() }),
    z.object({
      images: z.array(z.object({ image: LibraryImage, relativeDir: z.string() })),
      failures: z.array(WireError),
    }),
  ),
  'images.list': method(LibraryQuery, z.object({ images: z.array(LibraryImage), total: z.int().nonnegative() })),
  'images.get': method(z.object({ id: ImageId }), ImageDetail),
  'images.star': method(z.object({ ids: z.array(ImageId), starred: z.boolean() }), nothing),
  /** Moves pictures to the bin; `images.restore` brings them back with everything they had. */
  'images.delete': method(z.object({ ids: z.array(ImageId) }), nothing),
  'images.restore': method(z.object({ ids: z.array(ImageId) }), nothing),
  /** Writes pictures to disk in another place or format; returns where each went. */
  'images.save': method(
    z.object({ ids: z.array(ImageId).min(1), save: SaveOptions }),
    z.object({
      files: z.array(
        z.object({
          id: ImageId,
          path: z.string().nullable(),
          status: z.enum(['done', 'skipped', 'failed']),
          error: WireError.nullable(),
        }),
      ),
    }),
  ),

  /** Size, time and memory of the result before it is made; `seconds` is `null` for a model not yet measured here. */
  'upscale.estimate': method(
    z.object({ width: z.int().positive(), height: z.int().positive(), settings: UpscaleSettings }),
    z.object({ width: z.int().positive(), height: z.int().positive(), seconds: z.number().nullable() }),
  ),
  /** One crop through several models, before any job in the queue. */
  'upscale.try': method(
    z.object({ imageId: ImageId, rect: Rect, models: z.array(ModelId).min(1).max(8) }),
    z.object({ trials: z.array(Trial) }),
  ),

  /** The whole picture, reduced to `side` pixels on its longer side, before any job in the queue. */
  'restyle.preview': method(
    z.object({ imageId: ImageId, look: Look, side: z.int().min(64).max(2048) }),
    Trial.extend({ width: z.int().nonnegative(), height: z.int().nonnegative() }),
  ),
  'restyle.estimate': method(
    z.object({ width: z.int().positive(), height: z.int().positive(), look: Look }),
    z.object({ seconds: z.number().nullable() }),
  ),

  /** Pictures to look at, at `/media/<sha256>`; nothing of them stays. */
  'generate.preview': method(
    GenerateSettings.extend(called),
    z.object({
      pictures: z.array(z.object({ seed: z.int(), sha256: Sha256 })),
      size: z.int().positive(),
      seconds: z.number(),
    }),
  ),
  /** The same pictures into the library. */
  'generate.keep': method(GenerateSettings.extend(called), z.object({ images: z.array(LibraryImage) })),
  'generate.interpolate': method(InterpolateSettings.extend(called), z.object({ images: z.array(LibraryImage) })),
  /** Stops one of the three above; nothing of it stays. */
  'generate.cancel': method(z.object(called), nothing),

  'jobs.list': method(none, z.object({ jobs: z.array(Job) })),
  'jobs.items': method(z.object({ jobId: JobId }), z.object({ items: z.array(JobItem) })),
  'jobs.upscale': method(z.object({ settings: UpscaleSettings, items: z.array(ItemSource).min(1) }), Job),
  'jobs.restyle': method(z.object({ settings: RestyleSettings, items: z.array(ItemSource).min(1) }), Job),
  'jobs.add': method(z.object({ jobId: JobId, items: z.array(ItemSource).min(1) }), Job),
  'jobs.pause': method(z.object({ jobId: JobId }), Job),
  'jobs.resume': method(z.object({ jobId: JobId }), Job),
  /** Stops at once; files not finished are marked cancelled and nothing of them stays. */
  'jobs.cancel': method(z.object({ jobId: JobId, itemId: ItemId.optional() }), Job),
  /** Failed and cancelled files wait again. */
  'jobs.retry': method(z.object({ jobId: JobId, itemId: ItemId.optional() }), Job),
  'jobs.move': method(z.object({ jobId: JobId, position: z.int().nonnegative() }), z.object({ jobs: z.array(Job) })),
  /** Takes finished jobs off the list; their pictures stay in the library. */
  'jobs.clear': method(none, z.object({ jobs: z.array(Job) })),

  /** The service's and the engine's latest log lines, for a report. */
  'diagnostics.log': method(none, z.object({ lines: z.array(z.string()) })),

  ...trainingMethods,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Args<M extends MethodName> = z.infer<Methods[M]['args']>;
/** What a caller may leave out: fields with defaults. */
export type ArgsInput<M extends MethodName> = z.input<Methods[M]['args']>;
export type Result<M extends MethodName> = z.infer<Methods[M]['result']>;
export type Handlers = { [M in MethodName]: (args: Args<M>) => Promise<Result<M>> | Result<M> };
