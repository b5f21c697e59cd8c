// Many small tensors as one long one, so that an update of all of them is a few operations instead of hundreds.
import * as tf from '@tensorflow/tfjs';
import { newVariable, type NamedVariables } from '../nets/parameters.ts';

/** Below this an operation costs more than its arithmetic. */
const SMALL = 16_384;

/** Variables that are updated by one set of operations: a large one in its own shape, or all small ones end to end. */
export type Pack = {
  readonly name: string;
  readonly shape: number[];
  /** The tensors of these variables, named as they are, as one tensor of `shape`. */
  read(tensors: Readonly<Record<string, tf.Tensor>>): tf.Tensor;
  /** Gives the variables the values in a tensor of `shape`. */
  assign(values: tf.Tensor): void;
};

export function pack(variables: NamedVariables): Pack[] {
  const all = Object.entries(variables);
  const small = all.filter((entry) => isSmall(entry[1]));
  const alone = all.filter((entry) => !isSmall(entry[1])).map(([name, variable]) => single(name, variable));
  return small.length > 0 ? [...alone, endToEnd(small)] : alone;
}

/** A variable of zeros beside each pack, in order and by name: what an optimizer remembers between steps. */
export function zerosBeside(packs: readonly Pack[], path: string): { each: tf.Variable[]; named: NamedVariables } {
  const entries = packs.map(({ name, shape }) => [`${path}/${name}`, zeros(shape)] as const);
  return { each: entries.map(([, slot]) => slot), named: Object.fromEntries(entries) };
}

function zeros(shape: number[]): tf.Variable {
  return newVariable(new Float32Array(tf.util.sizeFromShape(shape)), shape);
}

/** Filters stay by themselves whatever their size: end to end they would have to be laid out anew in every step. */
function isSmall(variable: tf.Variable): boolean {
  return variable.rank <= 2 && variable.size < SMALL;
}

function single(name: string, variable: tf.Variable): Pack {
  return {
    name,
    shape: variable.shape,
    read: (tensors) => named(tensors, name),
    assign: (values) => variable.assign(values),
  };
}

function endToEnd(variables: readonly [string, tf.Variable][]): Pack {
  const sizes = variables.map(([, { size }]) => size);
  return {
    name: 'small',
    shape: [sizes.reduce((sum, size) => sum + size, 0)],
    read: (tensors) => tf.concat(variables.map(([name]) => tf.reshape(named(tensors, name), [-1]))),
    assign: (values) =>
      tf.split(values, sizes).forEach((part, k) => {
        const variable = variables[k]?.[1] as tf.Variable;
        variable.assign(tf.reshape(part, variable.shape));
      }),
  };
}

function named(tensors: Readonly<Record<string, tf.Tensor>>, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`nothing was given for ${name}`);
  return tensor;
}
