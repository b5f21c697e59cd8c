// The one door to ONNX Runtime: session options per device, tensors, and its errors in the user's terms.
import * as ort from 'onnxruntime-node';
import { UserError } from '#contract/errors.ts';
import { type DeviceId } from '#contract/ids.ts';
import { physicalCores } from './cores.ts';
import { type Data } from './graph.ts';

export type OrtSession = ort.InferenceSession;
export type OrtTensor = ort.Tensor;
export type SessionExtras = ort.InferenceSession.SessionOptions;

export type FloatTensor = { data: Float32Array; shape: readonly number[] };

export type SessionOptions = {
  device: DeviceId;
  /** CPU threads; 0: as many as physical cores. */
  threads: number;
};

/**
 * Opens a session for a serialized model.
 * Throws `UserError('no-device')` if the device refuses to start, `'corrupt'` or `'unsupported'` for a model that ORT refuses.
 */
export async function createSession(
  model: Uint8Array,
  { device, threads }: SessionOptions,
  extra: SessionExtras = {},
): Promise<OrtSession> {
  // An unknown provider is otherwise left out without a word.
  if (!ort.listSupportedBackends().some(({ name }) => name === device))
    throw noDevice(device, 'it is not part of this build');
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: threads > 0 ? threads : physicalCores(),
      interOpNumThreads: 1,
      // Planning memory ahead for every size of tile takes up to twice as much and is no faster.
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...extra,
    });
  } catch (error) {
    throw openError(error, device);
  }
}

/** One run of a session with one float32 input and one output. Throws `UserError('out-of-memory')`. */
export async function runOnce(session: OrtSession, data: Float32Array, shape: readonly number[]): Promise<FloatTensor> {
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  try {
    const results = await session.run({ [input]: new ort.Tensor('float32', data, shape) }, [output]);
    const result = results[output];
    if (!(result?.data instanceof Float32Array)) throw new UserError('unsupported', 'The model does not give numbers.');
    return { data: result.data, shape: result.dims };
  } catch (error) {
    throw runError(error);
  }
}

/** A tensor on the host that keeps `data`, which is not copied. Bytes are booleans. */
export function newTensor(data: Data, shape: readonly number[], dtype: 'float32' | 'int32' | 'bool'): OrtTensor {
  // The typings know each pair of type and array apart; `dtype` says which one it is.
  return new ort.Tensor(dtype as 'float32', data as Float32Array, shape);
}

/** A run of any session that computes the outputs in `fetches`. Throws `UserError('out-of-memory')`. */
export async function runSession(
  session: OrtSession,
  feeds: Readonly<Record<string, OrtTensor>>,
  fetches: readonly string[],
): Promise<Readonly<Record<string, OrtTensor>>> {
  try {
    // Not into buffers of ours: the binding (1.30) gives a copy of those besides.
    return await session.run(feeds, fetches);
  } catch (error) {
    throw runError(error);
  }
}

function openError(error: unknown, device: DeviceId): UserError {
  const text = error instanceof Error ? error.message : String(error);
  if (isOutOfMemory(text)) return outOfMemory(error);
  if (/protobuf|parse|no graph was found|deserializ|invalid model/i.test(text)) {
    return new UserError('corrupt', 'The model file is damaged or not an ONNX model.', {
      hint: 'Get the file again from where it came from.',
      cause: error,
    });
  }
  if (/execution provider|backend not found|WebGPU|D3D|DirectML|cuda|coreml/i.test(text) && device !== 'cpu') {
    return noDevice(device, startFailure(text), error);
  }
  return new UserError('unsupported', `The model cannot be used here: ${firstLine(text)}`, {
    hint: 'Export it again as ONNX with opset 17 or lower, in float32.',
    cause: error,
  });
}

function noDevice(device: DeviceId, why: string, cause?: unknown): UserError {
  return new UserError('no-device', `The device “${device}” could not be started: ${why}.`, {
    hint: 'Choose another device in the settings.',
    cause,
  });
}

/** The common reasons in plain words. */
function startFailure(text: string): string {
  if (/adapter/i.test(text)) return 'no graphics card with a suitable driver was found';
  if (/shared library|libcudart|cudnn|LoadLibrary/i.test(text)) return 'its libraries are not installed';
  return firstLine(text);
}

/** An error of a run: memory that was refused becomes `UserError('out-of-memory')`, anything else stays what it is. */
export function runError(error: unknown): unknown {
  return isOutOfMemory(error instanceof Error ? error.message : String(error)) ? outOfMemory(error) : error;
}

function isOutOfMemory(text: string): boolean {
  return /failed to allocate|bad_alloc|out of memory|allocation fail|OOM when allocating|not enough memory|E_OUTOFMEMORY|cudaErrorMemory/i.test(
    text,
  );
}

function outOfMemory(cause: unknown): UserError {
  return new UserError('out-of-memory', 'There is not enough memory for this step.', {
    hint: 'Close other programs or choose a smaller size.',
    cause,
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
