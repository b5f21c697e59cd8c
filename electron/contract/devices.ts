// Compute devices: execution providers of ONNX Runtime, and TF.js's own, that were probed on this machine.
import { z } from 'zod';
import { DeviceId } from './ids.ts';

export const Verdict = z.object({
  ok: z.boolean(),
  /** Why it cannot be used. */
  reason: z.string().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

export const Device = z.object({
  id: DeviceId,
  /** Shown to people: `AMD EPYC · 2 threads`, `RTX 4070 · WebGPU`. */
  name: z.string(),
  provider: z.string(),
  /** Whether it can compute pictures. */
  ...Verdict.shape,
  /** Measured on a 3×3 convolution; `null` if it did not run. */
  gflops: z.number().positive().nullable(),
  /** Whether training steps come out right; without it that was not tested. */
  training: Verdict.optional(),
});
export type Device = z.infer<typeof Device>;

export const DeviceReport = z.object({
  devices: z.array(Device),
  /** For pictures. */
  chosen: DeviceId.nullable(),
  /** For training. */
  trainer: DeviceId.nullable().default(null),
});
export type DeviceReport = z.infer<typeof DeviceReport>;
