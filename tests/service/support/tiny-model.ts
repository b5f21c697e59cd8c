// Writes a small ONNX upscaler with its card: nearest-neighbour enlargement, with as many convolutions before it as wanted.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { ModelCard } from '#contract/models.ts';

const { onnx } = onnxProto;
const FLOAT = onnx.TensorProto.DataType.FLOAT;

function floats(name: string, dims: number[], values: number[]) {
  return onnx.TensorProto.create({ name, dims, dataType: FLOAT, floatData: values });
}

function picture(name: string) {
  const dim = ['batch', 'three', `${name}-h`, `${name}-w`].map((dimParam) => ({ dimParam }));
  return onnx.ValueInfoProto.create({ name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } });
}

const ints = (name: string, values: number[]) =>
  onnx.AttributeProto.create({ name, ints: values, type: onnx.AttributeProto.AttributeType.INTS });
const text = (name: string, value: string) =>
  onnx.AttributeProto.create({ name, s: Buffer.from(value), type: onnx.AttributeProto.AttributeType.STRING });

/** `slowness`: pairs of 3×3 convolutions with 48 channels that together change nothing but cost time. */
export function tinyModelBytes(scale: number, slowness = 0): Uint8Array {
  const channels = 48;
  // Keeps the three colours in the first channels and passes them on unchanged.
  const kernel = (from: number, to: number) => {
    const values = new Array<number>(from * to * 9).fill(0);
    for (let c = 0; c < 3; c++) values[(c * from + c) * 9 + 4] = 1;
    return values;
  };
  const initializer = [floats('scales', [4], [1, 1, scale, scale])];
  const node = [];
  let last = 'input';
  for (let i = 0; i < slowness; i++) {
    initializer.push(floats(`up${i}`, [channels, 3, 3, 3], kernel(3, channels)));
    initializer.push(floats(`mid${i}`, [channels, channels, 3, 3], kernel(channels, channels)));
    initializer.push(floats(`down${i}`, [3, channels, 3, 3], kernel(channels, 3)));
    for (const [weight, output] of [
      [`up${i}`, `a${i}`],
      [`mid${i}`, `b${i}`],
      [`down${i}`, `c${i}`],
    ] as const) {
      const attribute = [ints('pads', [1, 1, 1, 1])];
      node.push(onnx.NodeProto.create({ opType: 'Conv', input: [last, weight], output: [output], attribute }));
      last = output;
    }
  }
  const attribute = [
    text('mode', 'nearest'),
    text('coordinate_transformation_mode', 'asymmetric'),
    text('nearest_mode', 'floor'),
  ];
  node.push(onnx.NodeProto.create({ opType: 'Resize', input: [last, '', 'scales'], output: ['output'], attribute }));
  const graph = { name: 'tiny', node, initializer, input: [picture('input')], output: [picture('output')] };
  const model = onnx.ModelProto.create({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph });
  return onnx.ModelProto.encode(model).finish();
}

/** Puts the model into a folder of models; its id is `name`. */
export function writeTinyModel(folder: string, name: string, scale: 2 | 4, slowness = 0): void {
  const bytes = tinyModelBytes(scale, slowness);
  const card = ModelCard.parse({
    id: name,
    kind: 'upscale',
    name,
    goodFor: { en: 'Tests.', zh: '测试。' },
    scale,
    authors: 'Atelier',
    licence: { id: 'MIT', use: 'any', stated: 'here' },
    trainedOn: 'nothing',
    architecture: 'nearest neighbour',
    parameters: 1,
    originalRange: '0..1',
    receptiveRadius: slowness * 3 + 1,
    weights: 'fp32',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'model.onnx'), bytes);
  writeFileSync(join(target, 'card.json'), JSON.stringify(card));
}
