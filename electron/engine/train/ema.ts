// A moving average of a generator's weights, which is what is sampled (Yazıcı 2018, arXiv:1806.04498).
import * as tf from '@tensorflow/tfjs';
import { type NamedVariables } from '../nets/parameters.ts';
import { pack } from './packing.ts';

/**
 * average ← decay·average + (1 − decay)·weight.
 * The averages are the variables of a second net made by the same function, under another first name.
 */
export function updateAverages(averages: NamedVariables, weights: NamedVariables, decay: tf.Scalar | number): void {
  const paired = pairedBy(averages, weights);
  for (const these of pack(averages)) {
    const weight = these.read(paired);
    these.assign(tf.add(weight, tf.mul(tf.sub(these.read(averages), weight), decay)));
  }
}

/** The averages start as the weights are. */
export function startAverages(averages: NamedVariables, weights: NamedVariables): void {
  const paired = pairedBy(averages, weights);
  for (const [name, average] of Object.entries(averages))
    tf.tidy(() => average.assign(tf.add(paired[name] as tf.Variable, 0)));
}

/** The weights under the names of their averages. */
function pairedBy(averages: NamedVariables, weights: NamedVariables): NamedVariables {
  const byPath = new Map(Object.entries(weights).map(([name, weight]) => [pathOf(name), weight]));
  const pairs = Object.keys(averages).map((name) => {
    const weight = byPath.get(pathOf(name));
    if (!weight) throw new Error(`${name} is the average of nothing`);
    return [name, weight] as const;
  });
  return Object.fromEntries(pairs);
}

/** `generator/up8/filter` → `up8/filter` */
function pathOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}
