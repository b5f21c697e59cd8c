// The trainable variables of a net, by path: `generator/up1/filter`.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';

export type NamedVariables = Readonly<Record<string, tf.Variable>>;

/** What a net is: variables by name, and a plain function of tensors that reads them. */
export type Net<X extends tf.Tensor, Y extends tf.Tensor> = {
  readonly variables: NamedVariables;
  readonly apply: (x: X) => Y;
};

/** Makes variables with seeded starting values under a path; scopes of one net share its variables and its generator. */
export class Parameters {
  private readonly path: string;
  private readonly random: Random;
  private readonly made: Record<string, tf.Variable>;

  constructor(path: string, random: Random, made: Record<string, tf.Variable> = {}) {
    this.path = path;
    this.random = random;
    this.made = made;
  }

  /** Everything made so far, in this scope and beside it. */
  get variables(): NamedVariables {
    return this.made;
  }

  /** The path of this scope. */
  get name(): string {
    return this.path;
  }

  scope(name: string): Parameters {
    return new Parameters(`${this.path}/${name}`, this.random, this.made);
  }

  normal(name: string, shape: number[], deviation: number): tf.Variable {
    return this.variable(
      name,
      shape,
      this.random.fillNormal(new Float32Array(tf.util.sizeFromShape(shape)), 0, deviation),
    );
  }

  uniform(name: string, shape: number[], bound: number): tf.Variable {
    return this.variable(
      name,
      shape,
      this.random.fillUniform(new Float32Array(tf.util.sizeFromShape(shape)), -bound, bound),
    );
  }

  constant(name: string, shape: number[], value: number): tf.Variable {
    return this.variable(name, shape, new Float32Array(tf.util.sizeFromShape(shape)).fill(value));
  }

  private variable(name: string, shape: number[], values: Float32Array): tf.Variable {
    const path = `${this.path}/${name}`;
    if (this.made[path]) throw new Error(`two parameters are called ${path}`);
    return (this.made[path] = newVariable(values, shape));
  }
}

/** A variable without a TF.js name: those have to be unique in the whole process. */
export function newVariable(values: Float32Array, shape: number[]): tf.Variable {
  const initial = tf.tensor(values, shape);
  const variable = tf.variable(initial);
  initial.dispose();
  return variable;
}
