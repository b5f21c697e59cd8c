// A picture enlarged by repeating pixels and then convolved to few channels: the same is had from a convolution of the small
// picture with more channels and a pixel shuffle, without the large picture in between.
import { type Graph, type Node, type Value } from '../graph.ts';
import { floats } from '../passes/fold.ts';
import { type Context, rewrite } from '../passes/rewrite.ts';
import { FREE } from './blocked.ts';

/** Fewer output channels than this leave most of a vector register empty on the large picture. */
const FEW = 16;

export function subpixel(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, out, context) =>
    node.op === 'Conv' ? shuffled(node, inputs, out, context) : undefined,
  );
}

/**
 * Row r·y + p of the large picture is row y of the small one, so tap d of the filter sees row y + ⌊(p + d)/r⌋: each of the r²
 * phases has a filter on the small picture, as wide as the furthest phase needs.
 */
function shuffled(
  node: Node,
  [x, filter, bias]: readonly (Value | null)[],
  out: Graph,
  { producer }: Context,
): Value | undefined {
  const resize = x ? producer(x) : undefined;
  const factor = repeatFactor(resize);
  const [small] = resize?.inputs ?? [];
  const weights = floats(filter);
  const offsets = floats(bias);
  const [o = 0, i = 0, k = 0, width] = (filter?.shape ?? []).map(Number);
  if (!small || !factor || !weights || (bias && !offsets) || o >= FEW || k !== width || !isCentred(node, k))
    return undefined;
  const reach = (k - 1) / 2;
  const side = 2 * Math.ceil(reach / factor) + 1;
  const result = new Float32Array(o * factor ** 2 * i * side ** 2);
  const tap = (phase: number, d: number) => Math.floor((phase + d - reach) / factor) + (side - 1) / 2;
  for (let channel = 0; channel < o * factor ** 2; channel++) {
    const [row, column] = [Math.floor((channel % factor ** 2) / factor), channel % factor];
    for (let plane = 0; plane < i; plane++) {
      const from = (Math.floor(channel / factor ** 2) * i + plane) * k * k;
      const to = (channel * i + plane) * side * side;
      for (let t = 0; t < k * k; t++) {
        const at = to + tap(row, Math.floor(t / k)) * side + tap(column, t % k);
        result[at] = (result[at] ?? 0) + (weights[from + t] ?? 0);
      }
    }
  }
  const repeated =
    offsets && Float32Array.from({ length: o * factor ** 2 }, (_, c) => offsets[Math.floor(c / factor ** 2)] ?? 0);
  const pad = (side - 1) / 2;
  const phases = out.node(
    'Conv',
    [
      small,
      out.constant(result, [o * factor ** 2, i, side, side]),
      ...(repeated ? [out.constant(repeated, [repeated.length])] : []),
    ],
    { kernel_shape: [side, side], pads: [pad, pad, pad, pad] },
    FREE,
  );
  return out.node('DepthToSpace', [phases], { blocksize: factor, mode: 'CRD' }, FREE);
}

/** The whole factor by which a Resize repeats pixels along both axes. */
export function repeatFactor(node: Node | undefined): number | undefined {
  if (node?.op !== 'Resize') return undefined;
  const { mode, coordinate_transformation_mode: coordinates, nearest_mode: nearest } = node.attributes;
  const [n, c, h, w] = floats(node.inputs[2]) ?? [];
  const isPlain = mode === 'nearest' && coordinates === 'asymmetric' && nearest === 'floor';
  return isPlain && n === 1 && c === 1 && h === w && Number.isInteger(h) ? h : undefined;
}

/** An odd filter, stride 1, as much padding as keeps the size. */
export function isCentred({ attributes }: Node, side: number): boolean {
  const all = (name: string, value: number, otherwise: number) => {
    const list = attributes[name];
    return list === undefined ? value === otherwise : Array.isArray(list) && list.every((entry) => entry === value);
  };
  const isPlain = (attributes['group'] ?? 1) === 1 && attributes['auto_pad'] === undefined;
  return isPlain && side % 2 === 1 && all('pads', (side - 1) / 2, 0) && all('strides', 1, 1) && all('dilations', 1, 1);
}
