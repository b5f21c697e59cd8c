// A plain TF.js function of one tensor, traced and ready to run on a device.
import type * as tf from '@tensorflow/tfjs';
import { createSession, type FloatTensor, type OrtSession, runOnce, type SessionOptions } from './runtime.ts';
import { toOnnx } from './to-onnx.ts';

export class FunctionSession {
  private readonly session: OrtSession;

  private constructor(session: OrtSession) {
    this.session = session;
  }

  /**
   * `shape`: of the input; a name leaves a size open. In standard operators also on the CPU: nets for features are full of
   * depthwise convolutions, which ONNX Runtime lays out better than our rewriting does.
   * Throws `TraceError` and what `createSession` throws.
   */
  static async open(
    fn: (x: tf.Tensor) => tf.Tensor,
    shape: readonly (number | string)[],
    options: SessionOptions,
  ): Promise<FunctionSession> {
    const model = toOnnx(({ input }) => fn(input), { inputs: { input: { shape } } });
    return new FunctionSession(await createSession(model, options));
  }

  /** Throws `UserError('out-of-memory')`. */
  run(data: Float32Array, shape: readonly number[]): Promise<FloatTensor> {
    return runOnce(this.session, data, shape);
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
