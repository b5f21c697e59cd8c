// Which form of a convolution and its two gradients is fastest on this processor, layer by layer: the measurements that the
// choice in cpu/training/products.ts rests on. Run by `npm run bench -- convolutions`.
import { DeviceId } from '../../electron/contract/ids.ts';
import { physicalCores } from '../../electron/engine/compiler/cores.ts';
import { blockSize } from '../../electron/engine/compiler/cpu/blocked.ts';
import { blockGraph } from '../../electron/engine/compiler/cpu/training/block-graph.ts';
import { type Kind } from '../../electron/engine/compiler/cpu/training/blocks.ts';
import { kindOf } from '../../electron/engine/compiler/cpu/training/products.ts';
import { FILTER_GRADIENT, Graph, INPUT_GRADIENT, OURS } from '../../electron/engine/compiler/graph.ts';
import { lower } from '../../electron/engine/compiler/passes/lower.ts';
import { createSession, newTensor, runSession } from '../../electron/engine/compiler/runtime.ts';
import { writeOnnx } from '../../electron/engine/compiler/write-onnx.ts';

/** From the reference steps: `n` pictures of `side`² pixels and `i` channels to `o` channels. */
type Layer = { n: number; i: number; o: number; side: number; kernel: number; stride: number };

const LAYERS: readonly Layer[] = [
  { n: 8, i: 64, o: 128, side: 32, kernel: 4, stride: 2 },
  { n: 8, i: 128, o: 256, side: 16, kernel: 4, stride: 2 },
  { n: 8, i: 256, o: 512, side: 8, kernel: 4, stride: 2 },
  { n: 1, i: 32, o: 64, side: 128, kernel: 3, stride: 2 },
  { n: 1, i: 128, o: 128, side: 32, kernel: 3, stride: 1 },
  { n: 1, i: 128, o: 256, side: 16, kernel: 4, stride: 1 },
  { n: 8, i: 64, o: 64, side: 24, kernel: 3, stride: 1 },
  { n: 8, i: 256, o: 512, side: 12, kernel: 3, stride: 1 },
  { n: 8, i: 512, o: 512, side: 12, kernel: 3, stride: 2 },
];
const WORK = ['forward', 'input gradient', 'filter gradient'] as const;
const FORMS = ['portable', 'filter', 'matrix'] as const;
type Work = (typeof WORK)[number];
type Form = (typeof FORMS)[number];

export type ConvolutionBench = {
  layer: Layer;
  chosen: Kind | undefined;
  /** Best of several, milliseconds: `portable` in standard operators, `filter` in blocks, `matrix` as products. */
  ms: Record<Work, Record<Form, number>>;
}[];

/** Takes about half a minute. */
export async function benchConvolutions(): Promise<ConvolutionBench> {
  const block = await blockSize();
  if (block === undefined) throw new Error('this processor has no blocked layout');
  const results: ConvolutionBench = [];
  for (const layer of LAYERS) {
    const { n, i, o, side, stride } = layer;
    const ms = {} as Record<Work, Record<Form, number>>;
    for (const work of WORK) {
      ms[work] = {} as Record<Form, number>;
      for (const form of FORMS) ms[work][form] = await measure(layer, work, form, block);
    }
    results.push({ layer, chosen: kindOf([o, i], n * (side / stride) ** 2, block), ms });
  }
  return results;
}

export function printConvolutions(results: ConvolutionBench): string {
  const lines = results.flatMap(({ layer: { n, i, o, side, kernel, stride }, chosen, ms }) => [
    `${n}×${i}×${side}² → ${o}, ${kernel}×${kernel}, stride ${stride}: ${chosen ?? 'portable'}`,
    ...WORK.map((work) => {
      const times = FORMS.map((form) => `${form} ${ms[work][form].toFixed(2)} ms`).join(', ');
      return `  ${work.padEnd(16)} ${times}`;
    }),
  ]);
  return lines.join('\n');
}

/** Pictures come in and leave as the form has them, as they do between the layers of a net. */
async function measure(layer: Layer, work: Work, form: Form, block: number): Promise<number> {
  const { n, i, o, side, kernel, stride } = layer;
  const [x, dy, filter] = [
    [n, i, side, side],
    [n, o, side / stride, side / stride],
    [o, i, kernel, kernel],
  ];
  const shapes = { forward: [x, filter, dy], 'input gradient': [dy, filter, x], 'filter gradient': [x, dy, filter] }[
    work
  ];
  const op = { forward: 'Conv', 'input gradient': INPUT_GRADIENT, 'filter gradient': FILTER_GRADIENT }[work];
  const all = kernel - stride; // padding on both sides
  const [before, after] = [Math.floor(all / 2), Math.ceil(all / 2)];
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    dilations: [1, 1],
    pads: [before, before, after, after],
  };
  const graph = new Graph();
  const [a, b] = [graph.input('a', 'float32', shapes[0] ?? []), graph.input('b', 'float32', shapes[1] ?? [])];
  const type = { dtype: 'float32' as const, shape: shapes[2] };
  const result = graph.node(op, [a, b], attributes, type, op === 'Conv' ? '' : OURS);
  graph.output('result', result);
  const session = await createSession(
    writeOnnx(lower(form === 'portable' ? graph : blocked(graph, work, form, block))),
    { device: DeviceId.parse('cpu'), threads: physicalCores() },
    { graphOptimizationLevel: 'disabled' },
  );
  const numbers = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, k) => Math.sin(k));
  const feeds = Object.fromEntries(
    [a, b].map((_, k) => [k === 0 ? 'a' : 'b', newTensor(numbers(shapes[k] ?? []), shapes[k] ?? [], 'float32')]),
  );
  let best = Infinity;
  for (let k = 0; k < 12; k++) {
    const begin = performance.now();
    await runSession(session, feeds, ['result']);
    best = Math.min(best, performance.now() - begin);
  }
  await session.release();
  return best;
}

function blocked(graph: Graph, work: Work, form: Kind, block: number): Graph {
  const kinds = { forward: ['picture', form, 'picture'], 'input gradient': ['picture', form, 'picture'], 'filter gradient': ['picture', 'picture', form] } as const; // prettier-ignore
  const [first, second, result] = kinds[work];
  const named = new Map<string, Kind>([
    ['a', first],
    ['b', second],
    ['result', result],
  ]);
  const gradients = new Map(work === 'filter gradient' ? graph.outputs.map(({ value }) => [value, form] as const) : []);
  return blockGraph(graph, { named, gradients }, block);
}
