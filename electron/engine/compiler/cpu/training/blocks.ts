// Plain values and their blocked twins while a training graph is rewritten for the CPU.
//
// Every picture [n,c,h,w] and filter [o,i,h,w] of the new graph may have a twin that lies in blocks. Rules that know the blocked
// layout take twins and make twins; the conversion back is noted with each twin, and vanishes if nobody needs the plain value.
import { concreteShape, type Graph, type Node, sameShape, type Value } from '../../graph.ts';
import { transposeData } from '../../layout.ts';
import { view } from '../../passes/lower.ts';
import { BLOCKED } from '../blocked.ts';

/**
 * `picture`: [n][c/B][h][w][B of c]. `filter`: [o/B][i/B][h][w][B of i][B of o], or [o/B][i][h][w][B of o] if i < B.
 * `matrix`: [h][w][i][o]. All go by the shape that the plain value has.
 */
export type Kind = 'picture' | 'filter' | 'matrix';
export type Twin = { readonly value: Value; readonly kind: Kind };

/** Whether a filter [o,i,h,w] can be blocked: outputs in whole blocks, inputs too or fewer than one. */
export function fitsFilter([o = 0, i = 0]: readonly number[], block: number): boolean {
  return o % block === 0 && (i % block === 0 || i < block);
}

export class Blocks {
  readonly out: Graph;
  readonly block: number;
  private readonly twins = new Map<Value, Twin>();
  private readonly producers = new Map<Value, Node>();
  private seen = 0;

  constructor(out: Graph, block: number) {
    this.out = out;
    this.block = block;
  }

  twin(plain: Value | null | undefined): Twin | undefined {
    return plain ? this.twins.get(plain) : undefined;
  }

  /** Whether values of this shape can be blocked as `kind`. */
  fits(shape: readonly number[], kind: Kind): boolean {
    const [, channels = 0, h = 0, w = 0] = shape;
    return kind === 'picture' ? channels % this.block === 0 && h * w > 0 : fitsFilter(shape, this.block);
  }

  /** The plain value of a blocked one, noted as its twin. */
  note(value: Value, kind: Kind): Value {
    const plain = this.unblocked(value, kind);
    this.twins.set(plain, { value, kind });
    return plain;
  }

  /** The blocked twin of a plain picture or filter, made now if there is none. */
  blocked(plain: Value, kind: Kind): Value {
    const twin = this.twins.get(plain);
    if (twin?.kind === kind) return twin.value;
    const value = this.inBlocks(plain, kind);
    this.twins.set(plain, { value, kind });
    return value;
  }

  /** The operator of the new graph that computes a value. */
  producer(value: Value): Node | undefined {
    for (; this.seen < this.out.nodes.length; this.seen++) {
      const node = this.out.nodes[this.seen] as Node;
      for (const output of node.outputs) this.producers.set(output, node);
    }
    return this.producers.get(value);
  }

  float(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Node['attributes'],
    shape: readonly number[],
  ): Value {
    return this.out.node(op, inputs, attributes, { dtype: 'float32', shape });
  }

  /** An operator of the blocked domain. */
  op(op: string, inputs: readonly (Value | null)[], attributes: Node['attributes'], shape: readonly number[]): Value {
    return this.out.node(op, inputs, attributes, { dtype: 'float32', shape }, BLOCKED);
  }

  /** The same memory under another shape. */
  view(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    if (x.constant?.kind === 'data') return this.out.constant(x.constant.data, shape, x.dtype);
    const source = this.source(x);
    return source === x ? view(this.out, x, shape) : this.view(source, shape);
  }

  /** What `x` is a view of, or itself. */
  source(x: Value): Value {
    const made = this.producer(x);
    return (made?.op === 'Reshape' && made.inputs[0]) || x;
  }

  transpose(x: Value, perm: readonly number[]): Value {
    const shape = concreteShape(x);
    const newShape = perm.map((axis) => shape[axis] ?? 1);
    if (x.constant?.kind === 'data')
      return this.out.constant(transposeData(x.constant.data, shape, perm), newShape, x.dtype);
    const moved = perm.filter((axis) => shape[axis] !== 1);
    if (moved.every((axis, k) => k === 0 || axis > (moved[k - 1] ?? 0))) return this.view(x, newShape);
    return this.out.node('Transpose', [x], { perm }, { dtype: x.dtype, shape: newShape });
  }

  /** A blocked picture with its blocks as axes: [n, c/B, h, w, B]. */
  spread(blocked: Value): Value {
    const [n = 1, c = 1, h = 1, w = 1] = concreteShape(blocked);
    return this.view(blocked, [n, c / this.block, h, w, this.block]);
  }

  /** Back from `spread`. */
  gather(spread: Value): Value {
    const [n = 1, blocks = 1, h = 1, w = 1, block = 1] = concreteShape(spread);
    return this.view(spread, [n, blocks * block, h, w]);
  }

  private inBlocks(plain: Value, kind: Kind): Value {
    if (kind === 'picture') return this.blockPicture(plain);
    if (kind === 'filter') return this.blockFilter(plain);
    return this.view(this.transpose(plain, [2, 3, 1, 0]), concreteShape(plain));
  }

  private unblocked(x: Value, kind: Kind): Value {
    if (kind === 'picture') return this.unblockPicture(x);
    if (kind === 'filter') return this.unblockFilter(x);
    const [o = 1, i = 1, h = 1, w = 1] = concreteShape(x);
    return this.transpose(this.view(x, [h, w, i, o]), [3, 2, 0, 1]);
  }

  private unblockPicture(x: Value): Value {
    const shape = concreteShape(x);
    if (x.dtype !== 'float32') {
      const plain = this.unblockPicture(this.cast(x, 'float32'));
      return this.cast(plain, x.dtype === 'int32' ? 'int32' : 'bool');
    }
    return this.op('ReorderOutput', [x], { channels: shape[1] ?? 1 }, shape);
  }

  private blockPicture(x: Value): Value {
    if (x.dtype !== 'float32') throw new Error(`a picture of ${x.dtype ?? 'nothing'} cannot be blocked`);
    return this.op('ReorderInput', [x], {}, concreteShape(x));
  }

  private cast(x: Value, dtype: 'float32' | 'int32' | 'bool'): Value {
    const to = { float32: 1, int32: 6, bool: 9 }[dtype];
    return this.out.node('Cast', [x], { to }, { dtype, shape: x.shape });
  }

  private blockFilter(x: Value): Value {
    const [o = 1, i = 1, h = 1, w = 1] = concreteShape(x);
    const inner = i < this.block ? 1 : this.block;
    const split = this.view(x, [o / this.block, this.block, i / inner, inner, h, w]);
    return this.view(this.transpose(split, [0, 2, 4, 5, 3, 1]), [o, i, h, w]);
  }

  private unblockFilter(x: Value): Value {
    const [o = 1, i = 1, h = 1, w = 1] = concreteShape(x);
    const inner = i < this.block ? 1 : this.block;
    const split = this.view(x, [o / this.block, i / inner, h, w, inner, this.block]);
    return this.view(this.transpose(split, [0, 5, 1, 4, 2, 3]), [o, i, h, w]);
  }
}
