// A training graph in the form that is fastest on the CPU provider.
import { concreteShape, type Graph } from '../graph.ts';
import { lower } from '../passes/lower.ts';
import { blockedStorage, sameStorage, type Storage } from '../storage.ts';
import { blockSize } from './blocked.ts';
import { blockGraph } from './training/block-graph.ts';
import { gates } from './training/gates.ts';
import { blockedFilters, variableOf } from './training/state-layout.ts';

export type Prepared = {
  graph: Graph;
  /** Variables, as `state/…`, that do not lie as the portable form has them. */
  storage: ReadonlyMap<string, Storage>;
};

/** `fixed`: inputs whose storage is decided. Where the processor has no blocked layout the portable form is returned. */
export async function prepareForCpu(graph: Graph, fixed: ReadonlyMap<string, Storage>): Promise<Prepared> {
  const block = await blockSize();
  if (block === undefined) return { graph: lower(graph), storage: new Map() };
  const storageOf = (shape: readonly number[]) => {
    const [o = 1, i = 1, h = 1, w = 1] = shape;
    return blockedStorage([h, w, i, o], block);
  };
  const fits = ([o = 1, i = 1]: readonly number[]) => o % block === 0 && (i % block === 0 || i < block);
  const all = [...graph.inputs, ...graph.outputs];
  const decided = new Map(
    all.flatMap(({ name, value }) => {
      const variable = variableOf(name);
      const storage = fixed.get(variable);
      const shape = concreteShape(value);
      const isFilter = shape.length === 4 && fits(shape);
      return storage ? [[variable, isFilter && sameStorage(storage, storageOf(shape))] as const] : [];
    }),
  );
  const blocked = blockedFilters(graph, fits, decided);
  const storage = new Map(
    all.flatMap(({ name, value }) =>
      blocked.has(name) ? [[variableOf(name), storageOf(concreteShape(value))] as const] : [],
    ),
  );
  return { graph: lower(blockGraph(gates(graph), blocked, block)), storage };
}
