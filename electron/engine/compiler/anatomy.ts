// What must be known of a net to take it apart at the means over its whole picture, as instance normalisation has them.
import { type Graph, type Node, type Value } from './graph.ts';
import { fieldsOf } from './receptive-radius.ts';

/** A value [1,channels,h/step,w/step]. */
export type MapFacts = { readonly channels: number; readonly step: number };

export type Anatomy = {
  readonly graph: Graph;
  readonly picture: Value;
  readonly output: Value;
  /** Every value that lies over the picture. */
  readonly maps: ReadonlyMap<Value, MapFacts>;
  /** How many means one after the other must be known before a value can be computed. */
  readonly levels: ReadonlyMap<Value, number>;
  /** Maps that are needed at a higher level than their own. */
  readonly crossing: readonly Value[];
};

/** A mean over height and width: [1,c,h,w] → [1,c,1,1]. */
export function isMean({ op, attributes }: Node): boolean {
  const { axes, keepdims = 1 } = attributes;
  return op === 'ReduceMean' && keepdims === 1 && Array.isArray(axes) && axes.join() === '2,3';
}

/**
 * `undefined` if the net does something else with its whole picture, or something whose reach is not known. Then it can only
 * be run on a picture in one piece.
 */
export function anatomyOf(graph: Graph): Anatomy | undefined {
  const [picture, output] = [graph.inputs[0]?.value, graph.outputs[0]?.value];
  if (!picture || !output || graph.inputs.length !== 1) return undefined;
  const fields = fieldsOf(graph.nodes, new Map([[picture, { step: 1, reach: 0 }]]), isMean);
  if ([...fields.values()].some(({ reach }) => !Number.isFinite(reach))) return undefined;
  const maps = new Map<Value, MapFacts>([[picture, { channels: 3, step: 1 }]]);
  const levels = new Map<Value, number>([[picture, 0]]);
  const crossing = new Set<Value>();
  for (const node of graph.nodes) {
    // A size that is computed from the whole picture's is another one on a tile.
    if (node.op === 'Shape') return undefined;
    const inputs = node.inputs.flatMap((value) => value ?? []);
    const level = Math.max(0, ...inputs.map((value) => levels.get(value) ?? 0));
    for (const value of node.outputs) {
      levels.set(value, isMean(node) ? level + 1 : level);
      const field = fields.get(value);
      if (!field) continue;
      const channels = channelsOf(node, maps);
      if (channels === undefined) return undefined;
      maps.set(value, { channels, step: field.step });
      for (const input of inputs) {
        if (maps.has(input) && input !== picture && (levels.get(input) ?? 0) < level) crossing.add(input);
      }
    }
  }
  return maps.has(output) ? { graph, picture, output, maps, levels, crossing: [...crossing] } : undefined;
}

/** For each pixel of the picture: the most numbers that are there at one time when the net runs in one piece. */
export function peakNumbers({ graph, picture, maps }: Anatomy): number {
  const size = (value: Value): number => {
    const { channels, step } = maps.get(value) ?? { channels: 0, step: 1 };
    return channels / step ** 2;
  };
  const last = new Map(graph.nodes.flatMap(({ inputs }, at) => inputs.map((value) => [value, at] as const)));
  let now = size(picture);
  let peak = now;
  for (const [at, { inputs, outputs }] of graph.nodes.entries()) {
    for (const value of outputs) now += size(value);
    peak = Math.max(peak, now);
    for (const value of new Set(inputs)) if (value && last.get(value) === at) now -= size(value);
  }
  return peak;
}

/** Channels of a node's result; `undefined` if that cannot be told. */
function channelsOf({ op, inputs, attributes }: Node, maps: ReadonlyMap<Value, MapFacts>): number | undefined {
  const given = inputs.flatMap((value) => (value && maps.get(value)?.channels) ?? []);
  const filter = (axis: number): number | undefined => {
    const size = inputs[1]?.shape?.[axis];
    return typeof size === 'number' ? size : undefined;
  };
  const block = Number(attributes['blocksize'] ?? 1) ** 2;
  switch (op) {
    case 'Conv':
      return filter(0);
    case 'ConvTranspose':
      return filter(1);
    case 'Concat':
      return attributes['axis'] === 1 && given.length === inputs.length
        ? given.reduce((sum, channels) => sum + channels, 0)
        : undefined;
    case 'DepthToSpace':
      return (given[0] ?? 0) / block;
    case 'SpaceToDepth':
      return (given[0] ?? 0) * block;
    case 'Split':
      return undefined;
    default:
      return Math.max(...given);
  }
}
