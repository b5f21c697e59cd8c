/// <reference lib="esnext.float16" />
// Half precision: how weights lie on disk.

/** Rounded to the nearest half-precision number, as the bytes of an ONNX tensor. */
export function toHalf(data: Float32Array): Uint8Array {
  return new Uint8Array(Float16Array.from(data).buffer);
}

export function fromHalf(bytes: Uint8Array): Float32Array {
  return Float32Array.from(new Float16Array(Uint8Array.from(bytes).buffer));
}
