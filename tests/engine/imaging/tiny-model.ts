// A tiny ONNX upscaler with known weights: a 3 × 3 convolution with zero padding, then pixel shuffle.
import { writeFile } from 'node:fs/promises';
import onnxProto, { type onnx as Onnx } from 'onnx-proto';

/** Weights [3·scale²,3,3,3]: every output pixel is mostly its input pixel plus a little of the neighbours. Radius 1. */
export function tinyWeights(scale: number): Float32Array {
  const weights = new Float32Array(3 * scale * scale * 27);
  for (let out = 0; out < 3 * scale * scale; out++) {
    const channel = Math.floor(out / (scale * scale));
    for (let k = 0; k < 9; k++) weights[(out * 3 + channel) * 9 + k] = k === 4 ? 0.6 : 0.05;
  }
  return weights;
}

export async function writeTinyModel(file: string, scale: number): Promise<void> {
  const free = (name: string, factor: string): Onnx.IValueInfoProto => ({
    name,
    type: {
      tensorType: {
        elemType: onnxProto.onnx.TensorProto.DataType.FLOAT,
        shape: { dim: [{ dimValue: 1 }, { dimValue: 3 }, { dimParam: `h${factor}` }, { dimParam: `w${factor}` }] },
      },
    },
  });
  const ints = (name: string, values: number[]): Onnx.IAttributeProto => ({
    name,
    type: onnxProto.onnx.AttributeProto.AttributeType.INTS,
    ints: values,
  });
  const weights = tinyWeights(scale);
  const model = onnxProto.onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'tiny',
      input: [free('input', '')],
      output: [free('output', 's')],
      initializer: [
        {
          name: 'w',
          dims: [3 * scale * scale, 3, 3, 3],
          dataType: onnxProto.onnx.TensorProto.DataType.FLOAT,
          rawData: new Uint8Array(weights.buffer),
        },
      ],
      node: [
        { opType: 'Conv', input: ['input', 'w'], output: ['y'], attribute: [ints('pads', [1, 1, 1, 1])] },
        {
          opType: 'DepthToSpace',
          input: ['y'],
          output: ['output'],
          attribute: [
            { name: 'blocksize', type: onnxProto.onnx.AttributeProto.AttributeType.INT, i: scale },
            { name: 'mode', type: onnxProto.onnx.AttributeProto.AttributeType.STRING, s: Buffer.from('CRD') },
          ],
        },
      ],
    },
  });
  await writeFile(file, onnxProto.onnx.ModelProto.encode(model).finish());
}
