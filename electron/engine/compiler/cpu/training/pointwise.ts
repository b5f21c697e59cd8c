// Operators on blocked values that do not care where an element lies, and those that are one number per channel.
import { concreteShape, type Node, sameShape, type Value } from '../../graph.ts';
import { BLOCKED } from '../blocked.ts';
import { type Blocks, type Twin } from './blocks.ts';

type Inputs = readonly (Value | null)[];

/** One result per element, from one operand of full size; further inputs are numbers. */
const UNARY = new Set(
  'Relu LeakyRelu Sigmoid Tanh Elu Selu Softplus HardSigmoid Clip Abs Neg Sign Sqrt Reciprocal Exp Log Floor Ceil Round Erf Sin Cos Not Cast IsNaN IsInf Identity'.split(' '), // prettier-ignore
);
/** One result per element from several operands of the same size, or numbers. */
const ELEMENTWISE = new Set(
  'Add Sub Mul Div Max Min Pow Sum Greater GreaterOrEqual Less LessOrEqual Equal And Or Where'.split(' '),
);
/** Activations that a blocked Conv computes as it writes. */
const FUSED = new Set(['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh']);

export function unary(b: Blocks, node: Node, [x, ...numbers]: Inputs, usedOnce: boolean): Value | undefined {
  const twin = b.twin(x);
  if (!UNARY.has(node.op) || !twin) return undefined;
  const fused = FUSED.has(node.op) && usedOnce ? activated(b, node, twin) : undefined;
  return b.note(fused ?? same(b, node, [twin.value, ...numbers]), twin.kind);
}

/**
 * The operator on blocked operands; only the elements' places differ from the plain one. Operands that are views of tensors of
 * one other shape are taken as those.
 */
function same(b: Blocks, node: Node, inputs: Inputs): Value {
  const [result] = node.outputs;
  if (!result) throw new Error('an operator without a result');
  const full = inputs.filter(
    (value) => value !== null && value.shape?.length !== 0 && sameShape(value.shape, result.shape),
  );
  const sources = new Map(full.map((value) => [value, b.source(value as Value)] as const));
  const [first] = sources.values();
  const agree = first && [...sources.values()].every(({ shape }) => sameShape(shape, first.shape));
  if (!agree) return b.out.node(node.op, inputs, node.attributes, result);
  const type = { dtype: result.dtype, shape: first.shape };
  const value = b.out.node(
    node.op,
    inputs.map((input) => sources.get(input) ?? input),
    node.attributes,
    type,
  );
  return b.view(value, concreteShape(result));
}

/** The blocked convolution that makes `x`, which may be a view of its result; `undefined` if it already has an activation. */
function convolutionOf(b: Blocks, x: Value): { conv: Node; shape: number[] } | undefined {
  const result = b.source(x);
  const conv = b.producer(result);
  const takesMore = conv?.domain === BLOCKED && conv.op === 'Conv' && conv.attributes['activation'] === undefined;
  return takesMore ? { conv, shape: concreteShape(result) } : undefined;
}

/** The convolution that makes `twin`, with an activation. */
function activated(b: Blocks, { op, attributes }: Node, { value }: Twin): Value | undefined {
  const made = convolutionOf(b, value);
  if (!made) return undefined;
  const alpha = attributes['alpha'];
  const slope = op === 'LeakyRelu' && typeof alpha === 'object' && 'float' in alpha ? [alpha.float] : [];
  const more = { activation: op, activation_params: { floats: slope } };
  const result = b.op('Conv', made.conv.inputs, { ...made.conv.attributes, ...more }, made.shape);
  return b.view(result, concreteShape(value));
}

export function elementwise(
  b: Blocks,
  node: Node,
  inputs: Inputs,
  usedOnce: (k: number) => boolean,
): Value | undefined {
  const twins = inputs.map((value) => b.twin(value));
  const first = twins.find((twin) => twin !== undefined);
  const [result] = node.outputs;
  if (!ELEMENTWISE.has(node.op) || !first || !result) return undefined;
  const shape = concreteShape(result);
  if (!sameShape(first.value.shape, shape)) return undefined;
  const perChannel = first.kind === 'picture' ? channelwise(b, node, inputs, twins, usedOnce) : undefined;
  if (perChannel) return b.note(perChannel, 'picture');
  const operands: Value[] = [];
  for (const [k, input] of inputs.entries()) {
    const operand = input && operandOf(b, input, twins[k], first.kind, shape);
    if (!operand) return undefined;
    operands.push(operand);
  }
  const fused = node.op === 'Add' ? added(b, operands, usedOnce) : undefined;
  return b.note(fused ?? same(b, node, operands), first.kind);
}

function operandOf(
  b: Blocks,
  x: Value,
  twin: Twin | undefined,
  kind: Twin['kind'],
  shape: number[],
): Value | undefined {
  if (twin?.kind === kind) return twin.value;
  const own = concreteShape(x);
  if (own.every((size) => size === 1)) return own.length > 0 ? b.view(x, []) : x;
  if (!sameShape(own, shape) || x.dtype !== 'float32') return undefined;
  return b.blocked(x, kind);
}

/** a + b where one of them is a convolution that nothing else needs: it adds while it writes. */
function added(b: Blocks, operands: readonly Value[], usedOnce: (k: number) => boolean): Value | undefined {
  for (const [k, operand] of operands.entries()) {
    const made = usedOnce(k) ? convolutionOf(b, operand) : undefined;
    const other = operands[1 - k];
    if (!made || !other || other.shape?.length === 0) continue;
    const [x = null, filter = null, bias = null, sum] = made.conv.inputs;
    if (sum) continue;
    const result = b.op('Conv', [x, filter, bias, b.view(other, made.shape)], made.conv.attributes, made.shape);
    return b.view(result, concreteShape(operand));
  }
  return undefined;
}

/** x·a and x + a with a number for each channel [1,c,1,1], or for each channel of each picture [n,c,1,1]. */
function channelwise(
  b: Blocks,
  node: Node,
  inputs: Inputs,
  twins: readonly (Twin | undefined)[],
  usedOnce: (k: number) => boolean,
): Value | undefined {
  const at = twins.findIndex((twin) => twin !== undefined);
  const [x, other] = [twins[at]?.value, inputs[1 - at]];
  if (inputs.length !== 2 || !x || !other || other.dtype !== 'float32') return undefined;
  const [n = 1, c = 1] = concreteShape(x);
  const count = perChannel(other, n, c);
  if (!count) return undefined;
  const numbers = b.view(other, [count]);
  const negative = () => b.float('Neg', [numbers], {}, [count]);
  const inverse = () => b.float('Reciprocal', [numbers], {}, [count]);
  switch (node.op) {
    case 'Mul':
      return scaled(b, x, numbers);
    case 'Div':
      return at === 0 ? scaled(b, x, inverse()) : undefined;
    case 'Add':
      return shifted(b, x, numbers, usedOnce(at));
    case 'Sub':
      return at === 0 ? shifted(b, x, negative(), usedOnce(at)) : undefined;
    default:
      return undefined;
  }
}

/** max(x, 0) + a·min(x, 0), with a number for each channel; ONNX Runtime's PRelu branches at every element. */
export function prelu(b: Blocks, node: Node, [x, slope]: Inputs): Value | undefined {
  const twin = b.twin(x);
  if (node.op !== 'PRelu' || twin?.kind !== 'picture' || !slope) return undefined;
  const shape = concreteShape(twin.value);
  const [n = 1, c = 1] = shape;
  const count = perChannel(slope, n, c);
  if (!count) return undefined;
  const zero = b.out.scalar(0);
  const [below, above] = [b.float('Min', [twin.value, zero], {}, shape), b.float('Relu', [twin.value], {}, shape)];
  return b.note(scaled(b, below, b.view(slope, [count]), null, above), 'picture');
}

/** How many numbers there are: one for each channel, or for each channel of each picture. */
function perChannel(x: Value, n: number, c: number): number | undefined {
  const [batch, channels, h = 1, w = 1] = concreteShape(x);
  if (x.shape?.length !== 4 || channels !== c || h * w !== 1) return undefined;
  return batch === n ? n * c : batch === 1 ? c : undefined;
}

/** x·a + bias + sum as a depthwise 1×1 convolution. Blocks of several pictures lie like those of one with more channels. */
function scaled(b: Blocks, x: Value, a: Value, bias: Value | null = null, sum?: Value): Value {
  const [n = 1, c = 1, h = 1, w = 1] = concreteShape(x);
  const [count = c] = concreteShape(a);
  const flat = count === c ? [n, c, h, w] : [1, n * c, h, w];
  const inputs = [b.view(x, flat), b.view(a, [count, 1, 1, 1]), bias, ...(sum ? [b.view(sum, flat)] : [])];
  return b.view(b.op('Conv', inputs, { kernel_shape: [1, 1], group: count }, flat), [n, c, h, w]);
}

/** x + a: the bias of the convolution that makes x if nothing else needs x, else of one that multiplies by 1. */
function shifted(b: Blocks, x: Value, a: Value, isOnly: boolean): Value {
  const [n = 1, c = 1, h = 1, w = 1] = concreteShape(x);
  const [count = c] = concreteShape(a);
  const made = isOnly ? convolutionOf(b, x) : undefined;
  const [input = null, filter = null, bias, sum] = made?.conv.inputs ?? [];
  const group = made?.conv.attributes['group'] ?? c;
  if (made && !bias && !sum && count === group) {
    return b.view(b.op('Conv', [input, filter, a], made.conv.attributes, made.shape), [n, c, h, w]);
  }
  const ones = b.out.constant(new Float32Array(count).fill(1), [count]);
  return scaled(b, x, ones, a);
}
