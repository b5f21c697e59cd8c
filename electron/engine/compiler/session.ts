// An image-to-image ONNX model that is ready to run on a device.
import { readFile } from 'node:fs/promises';
import { type InferenceSession } from 'onnxruntime-node';
import { UserError } from '#contract/errors.ts';
import { createCpuSession } from './cpu/prepare.ts';
import { createSession, type OrtSession, runOnce, type SessionOptions } from './runtime.ts';

export { type SessionOptions } from './runtime.ts';

/** Planar RGB, shape [1,3,height,width], values 0..1. */
export type Planes = { data: Float32Array; height: number; width: number };

/** An image-to-image ONNX model ready to run. */
export class ModelSession {
  private readonly session: OrtSession;

  private constructor(session: OrtSession) {
    this.session = session;
  }

  /** Throws `UserError`: `not-found`, `corrupt` or `unsupported` for the file, `no-device`, `out-of-memory`. */
  static async open(file: string, options: SessionOptions): Promise<ModelSession> {
    try {
      const open = options.device === 'cpu' ? createCpuSession : createSession;
      const session = await open(await readModel(file), options);
      checkSignature(session);
      return new ModelSession(session);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(error.kind, error.message, { hint: error.hint, source: file, cause: error.cause });
    }
  }

  /** `data`: [1,3,h,w] planar RGB, 0..1 → [1,3,H,W] the same way. Throws `UserError('out-of-memory')`. */
  async run(data: Float32Array, height: number, width: number): Promise<Planes> {
    const { data: planes, shape } = await runOnce(this.session, data, [1, 3, height, width]);
    const [batch, channels, outHeight, outWidth] = shape;
    if (batch !== 1 || channels !== 3 || !outHeight || !outWidth) {
      throw new UserError('unsupported', `The model gave something that is not a picture: [${shape.join(', ')}].`);
    }
    return { data: planes, height: outHeight, width: outWidth };
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

async function readModel(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError('not-found', 'The model file is not there.', { cause: error });
  }
}

/** One float32 picture in, one out: [1 or free, 3, h, w]. */
function checkSignature(session: OrtSession): void {
  const bad =
    session.inputNames.length !== 1 || session.outputNames.length < 1
      ? `it has ${session.inputNames.length} inputs`
      : [...session.inputMetadata, ...session.outputMetadata.slice(0, 1)].map(notAPicture).find(Boolean);
  if (!bad) return;
  throw new UserError('unsupported', `The model does not turn a picture into a picture: ${bad}.`, {
    hint: 'It must map one float32 tensor [1,3,height,width] to another.',
  });
}

function notAPicture(value: InferenceSession.ValueMetadata): string | undefined {
  if (!value.isTensor) return `“${value.name}” is not a tensor`;
  const { name, type, shape } = value;
  if (type !== 'float32') return `“${name}” is ${type}`;
  if (shape.length !== 4) return `“${name}” has ${shape.length} dimensions`;
  if (typeof shape[1] === 'number' && shape[1] !== 3) return `“${name}” has ${shape[1]} channels`;
  return undefined;
}
