// A TF.js backend that computes nothing: its kernels append ONNX operators to a graph.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from './errors.ts';
import { type Data, type DType, type Value } from './graph.ts';
import { refuseRandomness } from './kernels/host.ts';
import { identity } from './layout.ts';
import { type Sym, shapeOf, type Tracer } from './tracer.ts';

export const BACKEND = 'onnx';

type Held = { values: tf.BackendValues; dtype: tf.DataType } | { sym: Sym; madeBy: string };

/** Holds concrete tensors (weights, hyper-parameters) as they are and symbolic ones as values of the current graph. */
export class TraceBackend extends tf.KernelBackend {
  /** Set for the duration of one trace. */
  tracer: Tracer | undefined;
  private readonly held = new tf.DataStorage<Held>(this, tf.engine());
  private readonly references = new WeakMap<object, number>();

  /** A new tensor for a symbol; `madeBy` is named when the host tries to read it. */
  hold(sym: Sym, madeBy: string): tf.TensorInfo {
    const dataId = {};
    this.held.set(dataId, { sym, madeBy });
    this.references.set(dataId, 1);
    return { dataId, shape: shapeOf(sym), dtype: tensorType(sym.value) };
  }

  /** The symbol of a tensor; a concrete tensor becomes a constant of the graph. */
  symbolOf(tensor: tf.TensorInfo): Sym {
    const held = this.held.get(tensor.dataId);
    if ('sym' in held) return held.sym;
    const value = this.current().graph.constant(typed(held.values, held.dtype), tensor.shape);
    return { value, order: identity(tensor.shape.length) };
  }

  current(): Tracer {
    if (!this.tracer) throw new TraceError(`The “${BACKEND}” backend only works inside toOnnx.`);
    return this.tracer;
  }

  override write(values: tf.BackendValues, _shape: number[], dtype: tf.DataType): tf.DataId {
    refuseRandomness(tf.engine().state.activeScope.name);
    const dataId = {};
    this.move(dataId, values, _shape, dtype, 1);
    return dataId;
  }

  override move(dataId: tf.DataId, values: tf.BackendValues, _: number[], dtype: tf.DataType, count: number): void {
    this.held.set(dataId, { values, dtype });
    this.references.set(dataId, count);
  }

  override readSync(dataId: object): tf.BackendValues {
    const held = this.held.get(dataId);
    if ('values' in held) return held.values;
    throw new TraceError(
      `The result of ${held.madeBy} was read on the host while tracing. ` +
        'Only the graph computes it: pass what must be known beforehand as an input or a constant.',
    );
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override numDataIds(): number {
    return this.held.numDataIds();
  }

  override refCount(dataId: object): number {
    return this.references.get(dataId) ?? 0;
  }

  override incRef(dataId: object): void {
    this.references.set(dataId, this.refCount(dataId) + 1);
  }

  override disposeData(dataId: object, force = false): boolean {
    const left = this.refCount(dataId) - 1;
    this.references.set(dataId, left);
    if (left > 0 && !force) return false;
    this.held.delete(dataId);
    return true;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {}
}

function typed(values: tf.BackendValues, dtype: tf.DataType): Data {
  if (dtype === 'string' || dtype === 'complex64') throw new TraceError(`A tensor of type ${dtype} has no ONNX form.`);
  const numbers = values as ArrayLike<number>;
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(numbers);
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(numbers);
  return values instanceof Uint8Array && !(values instanceof Uint8ClampedArray) ? values : Uint8Array.from(numbers);
}

const TENSOR_TYPES: Partial<Record<DType, tf.DataType>> = { float32: 'float32', int32: 'int32', bool: 'bool' };

function tensorType(value: Value): tf.DataType {
  const type = value.dtype && TENSOR_TYPES[value.dtype];
  if (!type) throw new Error(`a kernel returned ${value.dtype ?? 'no type'}, which TF.js does not have`);
  return type;
}
