// Names of things that cross a process boundary: branded strings, so that one kind of id cannot pass for another.
import { z } from 'zod';

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Sha256'>();
export type Sha256 = z.infer<typeof Sha256>;

const uuid = z.uuid();
export const ImageId = uuid.brand<'ImageId'>();
export type ImageId = z.infer<typeof ImageId>;
export const JobId = uuid.brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;
export const ItemId = uuid.brand<'ItemId'>();
export type ItemId = z.infer<typeof ItemId>;

export const RunId = uuid.brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;
export const DatasetId = uuid.brand<'DatasetId'>();
export type DatasetId = z.infer<typeof DatasetId>;

/** Folder name of a model under `resources/models/` or the library's `models/`. */
export const ModelId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
  .brand<'ModelId'>();
export type ModelId = z.infer<typeof ModelId>;

/** `cpu`, `webgpu`, `cuda`, `dml`, `coreml`: an ONNX Runtime execution provider on this machine. `tfjs-gpu`: TF.js's own. */
export const DeviceId = z.string().min(1).max(40).brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;
