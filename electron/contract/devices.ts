// Compute devices: execution providers of ONNX Runtime that were probed on this machine.
import { z } from 'zod';
import { DeviceId } from './ids.ts';

export const Device = z.object({
  id: DeviceId,
  /** Shown to people: `AMD EPYC · 2 threads`, `RTX 4070 · WebGPU`. */
  name: z.string(),
  provider: z.string(),
  ok: z.boolean(),
  /** Why it cannot be used. */
  reason: z.string().optional(),
  /** Measured on a 3×3 convolution; `null` if it did not run. */
  gflops: z.number().positive().nullable(),
});
export type Device = z.infer<typeof Device>;

export const DeviceReport = z.object({ devices: z.array(Device), chosen: DeviceId.nullable() });
export type DeviceReport = z.infer<typeof DeviceReport>;
