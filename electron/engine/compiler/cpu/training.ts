// A training graph in the form that is fastest on the CPU provider.
import { concreteShape, type Graph } from '../graph.ts';
import { lower } from '../passes/lower.ts';
import { blockedStorage, matrixStorage, sameStorage, type Storage } from '../storage.ts';
import { blockSize } from './blocked.ts';
import { type Kind } from './training/blocks.ts';
import { blockGraph } from './training/block-graph.ts';
import { gates } from './training/gates.ts';
import { filterKinds, variableOf } from './training/state-layout.ts';
import { unshuffle } from './training/unshuffle.ts';

export type Prepared = {
  graph: Graph;
  /** Variables, as `state/…`, that do not lie as the portable form has them. */
  storage: ReadonlyMap<string, Storage>;
};

/** `fixed`: inputs whose storage is decided. Where the processor has no blocked layout the portable form is returned. */
export async function prepareForCpu(graph: Graph, fixed: ReadonlyMap<string, Storage>): Promise<Prepared> {
  const block = await blockSize();
  if (block === undefined) return { graph: lower(graph), storage: new Map() };
  const storageOf = ([o = 1, i = 1, h = 1, w = 1]: readonly number[], kind: Kind) =>
    kind === 'matrix' ? matrixStorage([h, w, i, o]) : blockedStorage([h, w, i, o], block);
  const all = [...graph.inputs, ...graph.outputs].map(({ name, value }) => ({
    name,
    variable: variableOf(name),
    shape: concreteShape(value),
  }));
  const decided = new Map<string, Kind | undefined>();
  for (const { variable, shape } of all) {
    const storage = fixed.get(variable);
    if (!storage) continue;
    const kinds = shape.length === 4 ? (['filter', 'matrix'] as const) : [];
    decided.set(
      variable,
      kinds.find((kind) => sameStorage(storage, storageOf(shape, kind))),
    );
  }
  const gated = gates(unshuffle(graph));
  const kinds = filterKinds(gated, block, decided);
  const storage = new Map<string, Storage>();
  for (const { name, variable, shape } of all) {
    const kind = kinds.named.get(name);
    if (kind) storage.set(variable, storageOf(shape, kind));
  }
  return { graph: lower(blockGraph(gated, kinds, block)), storage };
}
