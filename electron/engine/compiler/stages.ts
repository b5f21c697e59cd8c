// A net taken apart at the means over its whole picture: stages that run on tiles, each with what the ones before it left.
import { type Anatomy, isMean } from './anatomy.ts';
import { type Dim } from './dims.ts';
import { Graph, type Node, type Value } from './graph.ts';
import { fieldsOf } from './receptive-radius.ts';

/** A map that is kept between stages: [1,channels,h/step,w/step]. */
export type StoredMap = { readonly name: string; readonly channels: number; readonly step: number };

/**
 * One stage. Its graph takes the picture (`picture`), kept maps and means by their names, all over a window of the
 * picture, and for each size of map that it makes the core of that window: `from<step>` and `to<step>`, int32 [y, x]. It gives
 * kept maps and the means of the core, and the last stage `output`.
 */
export type Stage = {
  readonly graph: Graph;
  readonly picture: boolean;
  readonly reads: readonly StoredMap[];
  readonly means: readonly string[];
  readonly writes: readonly StoredMap[];
  readonly measures: readonly string[];
  readonly output: boolean;
  readonly steps: readonly number[];
  /** Pixels of the picture that a window must have around its core. */
  readonly reach: number;
  /** For each pixel of the picture: numbers that it makes, and multiplications, about as long as what else it does takes. */
  readonly numbers: number;
  readonly work: number;
};

export const PICTURE = 'picture';
export const OUTPUT = 'output';

/** `stored`: the crossing maps that are kept; the others are computed again wherever they are needed. */
export function stagesOf(anatomy: Anatomy, stored: ReadonlySet<Value>): Stage[] {
  const last = Math.max(...anatomy.levels.values());
  return Array.from({ length: last + 1 }, (_, level) => stageOf(anatomy, stored, level)).flatMap(
    (stage) => stage ?? [],
  );
}

type Targets = { maps: Value[]; means: Node[]; output: boolean };

function targetsOf({ graph, levels, output }: Anatomy, stored: ReadonlySet<Value>, level: number): Targets {
  const at = (value: Value | null | undefined): boolean => !!value && (levels.get(value) ?? 0) === level;
  return {
    maps: [...stored].filter(at),
    means: graph.nodes.filter((node) => isMean(node) && at(node.inputs[0])),
    output: at(output),
  };
}

/** `undefined` for a level at which nothing is left to do. */
function stageOf(anatomy: Anatomy, stored: ReadonlySet<Value>, level: number): Stage | undefined {
  const { graph, picture, output, maps, levels } = anatomy;
  const targets = targetsOf(anatomy, stored, level);
  const wanted = [
    ...targets.maps,
    ...targets.means.flatMap(({ inputs }) => inputs[0] ?? []),
    ...(targets.output ? [output] : []),
  ];
  if (wanted.length === 0) return undefined;
  const isKept = (value: Value): boolean => stored.has(value) && (levels.get(value) ?? 0) < level;
  const { nodes, given, means } = closure(graph, wanted, isKept);
  const measured = new Map(graph.nodes.filter(isMean).map(({ inputs, outputs }) => [outputs[0], inputs[0]]));
  const facts = (value: Value): StoredMap => ({
    name: `map${value.id}`,
    ...(maps.get(value) ?? { channels: 0, step: 1 }),
  });
  const out = new Graph();
  const become = new Map<Value, Value>();
  const reads = [...given].filter((value) => value !== picture);
  if (given.has(picture)) become.set(picture, out.input(PICTURE, 'float32', shapeOf(PICTURE, 3)));
  for (const value of reads) {
    const { name, channels } = facts(value);
    become.set(value, out.input(name, 'float32', shapeOf(name, channels)));
  }
  for (const value of means) {
    const channels = maps.get(measured.get(value) ?? value)?.channels ?? 0;
    become.set(value, out.input(meanName(value), 'float32', [1, channels, 1, 1]));
  }
  for (const node of nodes) {
    const inputs = node.inputs.map((value) => value && (become.get(value) ?? value));
    const made = out.nodeOf(node.op, inputs, node.attributes, node.outputs, node.domain);
    node.outputs.forEach((value, k) => become.set(value, made[k] as Value));
  }
  const cut = new Core(out);
  const core = (value: Value): Value => cut.of(become.get(value) ?? value, facts(value).step);
  for (const value of targets.maps) out.output(facts(value).name, core(value));
  for (const { inputs, attributes, outputs } of targets.means) {
    const [x, mean] = [inputs[0] as Value, outputs[0] as Value];
    out.output(meanName(mean), out.node('ReduceMean', [core(x)], attributes, FLOAT));
  }
  if (targets.output) out.output(OUTPUT, core(output));
  const starts = new Map([...given].map((value) => [value, { step: facts(value).step, reach: 0 }] as const));
  const fields = fieldsOf(nodes, starts);
  return {
    graph: out,
    picture: given.has(picture),
    reads: reads.map(facts),
    means: [...means].map(meanName),
    writes: targets.maps.map(facts),
    measures: targets.means.map(({ outputs }) => meanName(outputs[0] as Value)),
    output: targets.output,
    steps: cut.steps,
    reach: Math.ceil(Math.max(0, ...wanted.map((value) => fields.get(value)?.reach ?? 0)) - 1e-9),
    ...costOf(nodes, maps),
  };
}

function costOf(nodes: readonly Node[], maps: Anatomy['maps']): Pick<Stage, 'numbers' | 'work'> {
  let [numbers, work] = [0, 0];
  for (const { op, inputs, outputs } of nodes) {
    const made = outputs[0] && maps.get(outputs[0]);
    if (!made) continue;
    const each = made.channels / made.step ** 2;
    const [, filter] = inputs;
    const taps = op.startsWith('Conv')
      ? (filter?.shape ?? []).reduce<number>((product, size) => product * Number(size), 1)
      : 0;
    numbers += each;
    work += taps / made.step ** 2 + each * MOVING;
  }
  return { numbers, work };
}

/** Multiplications of a convolution in the time in which another operator makes a number. */
const MOVING = 20;

/** The nodes that compute `wanted` from kept maps, the picture and means, in order, and which of these they need. */
function closure(graph: Graph, wanted: readonly Value[], isKept: (value: Value) => boolean) {
  const needed = new Set(wanted);
  const nodes: Node[] = [];
  const given = new Set<Value>();
  const means = new Set<Value>();
  for (const node of graph.nodes.toReversed()) {
    const used = node.outputs.filter((value) => needed.has(value));
    const [first] = used;
    if (!first) continue;
    if (isMean(node)) means.add(first);
    else if (isKept(first)) given.add(first);
    else {
      nodes.push(node);
      for (const input of node.inputs) if (input && !input.constant) needed.add(input);
    }
  }
  for (const { value } of graph.inputs) if (needed.has(value)) given.add(value);
  return { nodes: nodes.reverse(), given, means };
}

/** Cuts the core out of what was computed for a window. */
class Core {
  readonly steps: number[] = [];
  private readonly out: Graph;
  private readonly bounds = new Map<number, [Value, Value]>();

  constructor(out: Graph) {
    this.out = out;
  }

  of(value: Value, step: number): Value {
    let bounds = this.bounds.get(step);
    if (!bounds) {
      bounds = [this.out.input(`from${step}`, 'int32', [2]), this.out.input(`to${step}`, 'int32', [2])];
      this.bounds.set(step, bounds);
      this.steps.push(step);
    }
    return this.out.node('Slice', [value, ...bounds, this.out.constant(Int32Array.of(2, 3), [2])], {}, FLOAT);
  }
}

const FLOAT = { dtype: 'float32', shape: undefined } as const;

/** Of any height and width. */
function shapeOf(name: string, channels: number): Dim[] {
  const open = (side: string): Dim => ({ terms: [{ dims: [`${name}_${side}`], times: 1 }], over: 1 });
  return [1, channels, open('h'), open('w')];
}

function meanName({ id }: Value): string {
  return `mean${id}`;
}
