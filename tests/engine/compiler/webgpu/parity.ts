// Every parity case on the WebGPU provider, a family in one session: one line of JSON each. A process of its own, which a driver may abort.
import * as tf from '@tensorflow/tfjs';
import { copyTo } from '../../../../electron/engine/compiler/place.ts';
import { newTensor } from '../../../../electron/engine/compiler/runtime.ts';
import { type Case } from '../cases/case.ts';
import { families } from '../cases/index.ts';
import { firstOrder, secondOrder } from '../derivatives.ts';
import { call, compiled, difference, type Fn, inputsOf, runOnnx, type Spec, type Tensors } from '../support.ts';

/** `errors`: of each case, by its name. */
export type ParityLine = { family: string; order: number; errors: Record<string, number> };

/** With the lines that say which operator runs where. */
const WEBGPU = { executionProviders: ['webgpu', 'cpu'], logSeverityLevel: 0 } as const;

const derived = (inputs: Record<string, Spec>, fn: Fn, order: number): Fn =>
  order === 0 ? fn : order === 1 ? firstOrder(inputs, fn) : secondOrder(inputs, fn);

const prefixed = <T>(prefix: string, record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [prefix + name, value]));

const unprefixed = <T>(prefix: string, record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );

async function parity(family: string, cases: readonly Case[], order: number): Promise<ParityLine> {
  const jobs = cases
    .filter(([, , , most = 1]) => most >= order)
    .map(([name, inputs, fn], k) => ({ name, prefix: `${k}/`, inputs, fn: derived(inputs, fn, order) }));
  const specs = Object.assign({}, ...jobs.map(({ prefix, inputs }) => prefixed(prefix, inputs))) as Record<
    string,
    Spec
  >;
  const tensors = Object.assign({}, ...jobs.map(({ prefix, inputs }) => prefixed(prefix, inputsOf(inputs)))) as Tensors;
  const together = (of: Tensors) => jobs.flatMap(({ prefix, fn }) => call(fn, unprefixed(prefix, of)));
  const actual = await runOnnx(compiled(specs, together, 'channels-last'), tensors, 'channels-last', WEBGPU);
  const errors: Record<string, number> = {};
  for (const { name, prefix, fn } of jobs) {
    const expected = call(fn, unprefixed(prefix, tensors));
    errors[name] = Math.max(...expected.map((tensor) => difference(tensor, actual.shift())));
  }
  return { family, order, errors };
}

await tf.setBackend('cpu');
// Something that stays on the device keeps it, and the programs it has compiled, from one session to the next.
await copyTo('gpu-buffer', newTensor(Float32Array.of(0), [1], 'float32'));
for (const [family, cases] of Object.entries(families)) {
  for (const order of [0, 1, 2]) console.log(JSON.stringify(await parity(family, cases, order)));
}
