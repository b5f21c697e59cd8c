// TensorFlow.js's own CUDA backend: an optional package that computes eagerly where it and an NVIDIA card are installed.
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '#contract/errors.ts';
import { DeviceId } from '#contract/ids.ts';

/** A device for training only: it cannot open ONNX models. */
export const TFJS_GPU = DeviceId.parse('tfjs-gpu');
const BACKEND = 'tensorflow';

/**
 * The name of the TF.js backend, which is ready for use. Throws `UserError('no-device')` that says what is missing. A library
 * that does not fit the driver may hang or end the process, so try it in a child.
 */
export function openTfjsGpu(): string {
  const load = createRequire(import.meta.url);
  restoreOldUtil(load('node:util') as Record<string, unknown>);
  // Starts TF.js's own choice of backend if nothing was computed yet.
  tf.backend();
  const previous = tf.getBackend();
  try {
    // Registers its backend and makes it the current one.
    load('@tensorflow/tfjs-node-gpu');
  } catch (error) {
    throw unavailable(reasonOf(error), error);
  }
  if (!tf.findBackend(BACKEND)) throw unavailable('it was loaded with another copy of TensorFlow.js');
  const { isUsingGpuDevice } = tf.findBackend(BACKEND) as { isUsingGpuDevice?: boolean };
  void tf.setBackend(previous);
  if (!isUsingGpuDevice) throw unavailable('no NVIDIA graphics card with CUDA was found');
  return BACKEND;
}

/** Node took these out in version 23; the package was written before. */
function restoreOldUtil(util: Record<string, unknown>): void {
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'MODULE_NOT_FOUND') return 'the package @tensorflow/tfjs-node-gpu is not installed';
  if (/tfjs_binding\.node.*not be found/s.test(message ?? '')) {
    return 'the package @tensorflow/tfjs-node-gpu is there, but its library is not: its install script has not been run';
  }
  return message?.split('\n', 1)[0] ?? String(error);
}

function unavailable(why: string, cause?: unknown): UserError {
  return new UserError('no-device', `TensorFlow.js CUDA cannot be used: ${why}.`, {
    hint: 'Run “npm rebuild @tensorflow/tfjs-node-gpu” with a connection to the internet; it needs CUDA 11 and cuDNN 8.',
    cause,
  });
}
