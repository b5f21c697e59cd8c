// Writes a small ONNX generator with its card: each pixel is a weighted sum of z, each class and each layer of style with weights of its own.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { ModelCard } from '#contract/models.ts';

const { onnx } = onnxProto;
const { FLOAT, INT32, INT64 } = onnx.TensorProto.DataType;
const LATENT = 8;
const SIDE = 16;
const VALUES = 3 * SIDE * SIDE;

export type Kinds = { classes?: string[]; styles?: number };

/** Waves, so that neighbouring pixels go together. */
function weights(name: string, rows: number) {
  const floatData = Array.from(
    { length: rows * VALUES },
    (_, k) => Math.sin(k * 0.37 + name.length) * Math.cos((k % SIDE) * 0.5 + Math.floor(k / VALUES)),
  );
  return onnx.TensorProto.create({ name, dims: [rows, VALUES], dataType: FLOAT, floatData });
}

function input(name: string, elemType: number, dims: (string | number)[]) {
  const dim = dims.map((one) => (typeof one === 'string' ? { dimParam: one } : { dimValue: one }));
  return onnx.ValueInfoProto.create({ name, type: { tensorType: { elemType, shape: { dim } } } });
}

const step = (opType: string, from: string[], to: string) =>
  onnx.NodeProto.create({ opType, input: from, output: [to] });

/** The graph of a generator as `GenerateCard` describes it. */
function bytesOf({ classes = [], styles = 0 }: Kinds): Uint8Array {
  const initializer = [
    onnx.TensorProto.create({ name: 'shape', dims: [4], dataType: INT64, int64Data: [-1, 3, SIDE, SIDE] }),
  ];
  const inputs = [input('z', FLOAT, ['n', LATENT])];
  const node = [];
  let sum = '';
  const add = (name: string) => {
    if (sum) node.push(step('Add', [sum, name], `with-${name}`));
    sum = sum ? `with-${name}` : name;
  };
  for (let layer = 0; layer < Math.max(1, styles); layer++) {
    initializer.push(weights(`w${'-'.repeat(layer)}`, LATENT));
    let style = 'z';
    if (styles > 0) {
      initializer.push(
        onnx.TensorProto.create({ name: `layer${layer}`, dims: [], dataType: INT32, int32Data: [layer] }),
      );
      node.push(step('GreaterOrEqual', [`layer${layer}`, 'crossover'], `later${layer}`));
      node.push(step('Where', [`later${layer}`, 'z2', 'z'], `chosen${layer}`));
      node.push(step('Mul', [`chosen${layer}`, 'truncation'], `style${layer}`));
      style = `style${layer}`;
    }
    node.push(step('MatMul', [style, `w${'-'.repeat(layer)}`], `part${layer}`));
    add(`part${layer}`);
  }
  if (styles > 0) {
    inputs.push(input('z2', FLOAT, ['n', LATENT]), input('crossover', INT32, []), input('truncation', FLOAT, []));
  }
  if (classes.length > 0) {
    inputs.push(input('labels', INT32, ['n']));
    initializer.push(weights('classes', classes.length));
    node.push(step('Gather', ['classes', 'labels'], 'class'));
    add('class');
  }
  node.push(step('Reshape', [sum, 'shape'], 'planes'), step('Sigmoid', ['planes'], 'output'));
  const output = [input('output', FLOAT, ['n', 3, SIDE, SIDE])];
  const graph = { name: 'tiny', node, initializer, input: inputs, output };
  const model = onnx.ModelProto.create({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph });
  return onnx.ModelProto.encode(model).finish();
}

/** Puts the model into a folder of models; its id is `name`. */
export function writeTinyGenerator(folder: string, name: string, kinds: Kinds = {}): void {
  const bytes = bytesOf(kinds);
  const card = ModelCard.parse({
    id: name,
    kind: 'generate',
    name,
    goodFor: { en: 'Tests.', zh: '测试。' },
    scale: 1,
    latent: LATENT,
    size: SIDE,
    classes: kinds.classes ?? [],
    styles: kinds.styles,
    authors: 'Atelier',
    licence: { id: 'MIT', use: 'any', stated: 'here' },
    trainedOn: 'nothing',
    architecture: 'weighted sum',
    parameters: LATENT * VALUES,
    originalRange: '0..1',
    receptiveRadius: 0,
    weights: 'fp32',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'model.onnx'), bytes);
  writeFileSync(join(target, 'card.json'), JSON.stringify(card));
}
