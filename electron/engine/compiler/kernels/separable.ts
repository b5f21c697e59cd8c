// Linear maps that act on rows and columns of pictures separately: resizing, taking windows apart, and what undoes them.
import { type Sym, type Tracer } from '../tracer.ts';
import { CHANNELS_FIRST } from '../layout.ts';
import { shapeOf } from '../tracer.ts';

/** weights[o·inside + i]: how much output o takes of input i, along one axis. */
export type Weights = { readonly weights: Float32Array; readonly inside: number; readonly outside: number };

export function weighted(inside: number, outside: number, taps: Iterable<readonly [number, number, number]>): Weights {
  const weights = new Float32Array(outside * inside);
  for (const [output, input, weight] of taps) {
    const at = output * inside + Math.min(Math.max(input, 0), inside - 1);
    weights[at] = (weights[at] ?? 0) + weight;
  }
  return { weights, inside, outside };
}

/** The gradient of y = R·x·Cᵀ for each channel: dx = Rᵀ·dy·C → two MatMuls, [n,h,w,c] from dy. */
export function giveBack(t: Tracer, dy: Sym, rows: Weights, columns: Weights): Sym {
  const [n = 1, , , c = 1] = shapeOf(dy);
  const out = (h: number) => ({ shape: [n, h, columns.inside, c], dtype: 'float32' as const, order: CHANNELS_FIRST });
  const right = t.graph.constant(columns.weights, [columns.outside, columns.inside]);
  const left: Sym = { value: t.graph.constant(rows.weights, [rows.outside, rows.inside]), order: [0, 1] };
  const narrowed = t.emit('MatMul', [t.inOrder(dy, CHANNELS_FIRST).value, right], {}, out(rows.outside));
  return t.emit('MatMul', [t.inOrder(left, [1, 0]).value, narrowed.value], {}, out(rows.inside));
}
