// Training on the WebGPU provider, its state on the device: one line of JSON. A process of its own, which a driver may abort.
import * as tf from '@tensorflow/tfjs';
import { DeviceId } from '../../../../electron/contract/ids.ts';
import { compile } from '../../../../electron/engine/compiler/compile.ts';
import { trainingError } from '../../../../electron/engine/compiler/self-test.ts';
import { TrainingState } from '../../../../electron/engine/compiler/state.ts';
import { Random } from '../../../../electron/engine/random.ts';
import { findReference } from '../../../reference/index.ts';
import { drawInputs } from '../../../reference/reference.ts';
import { difference } from '../support.ts';

const WEBGPU = DeviceId.parse('webgpu');
const CPU = DeviceId.parse('cpu');

/** Losses and all variables after some steps of the smallest DCGAN. */
async function dcgan(device: DeviceId): Promise<tf.Tensor[]> {
  const built = findReference('dcgan-64').build(1, 'tiny');
  const state = new TrainingState(built.variables, 1);
  const step = await compile(built.step, { state, inputs: built.inputs, device, threads: 1, form: 'portable' });
  const values = drawInputs(built, new Random(2));
  const losses: number[] = [];
  for (let k = 0; k < 2; k++) {
    for (const { data } of Object.values(await step.run(values))) losses.push(...data);
  }
  await step.release();
  // The session is gone, what it left on the device is not.
  return [tf.tensor(losses), ...Object.values(await state.read()).map((data) => tf.tensor(data))];
}

/** w ← w + 2·x·r, r random and 2 a variable that is only read. */
function small() {
  const variables = { w: tf.variable(tf.tensor([1, 2, 3])), frozen: tf.variable(tf.scalar(2)) };
  const state = new TrainingState(variables, 7);
  const open = (device: DeviceId) =>
    compile(
      ({ x, r }) => {
        variables.w.assign(tf.add(variables.w, tf.mul(tf.mul(x, r), variables.frozen)));
        return { sum: tf.sum(variables.w) };
      },
      { state, inputs: { x: { shape: [3] }, r: { shape: [3], random: 'normal' } }, device, threads: 1 },
    );
  return { state, open };
}

const x = Float32Array.of(1, -1, 0.5);

async function stateKept() {
  const { state, open } = small();
  const step = await open(WEBGPU);
  await step.run({ x });
  const kept = await state.snapshot();
  const { location } = await state.at('gpu-buffer', 'w');
  const failed = await step.run({ x: new Float32Array(2) }).then(
    () => false,
    () => true,
  );
  const untouched = same(await state.snapshot(), kept);
  await step.run({ x });
  const went = await state.read();
  state.restore(kept);
  await step.run({ x });
  const repeats = same(await state.read(), went);
  // One step on the device is gone with its session; the other begins on the processor with what it left.
  state.restore(kept);
  await state.at('gpu-buffer', 'w');
  await step.release();
  const onCpu = await open(CPU);
  await onCpu.run({ x });
  await onCpu.release();
  const { w } = await state.read();
  const moves = difference(tf.tensor(went['w'] ?? []), tf.tensor(w ?? []));
  return { location, failed, untouched, repeats, moves };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

await tf.setBackend('cpu');
const expected = await dcgan(CPU);
const actual = await dcgan(WEBGPU);
console.log(
  JSON.stringify({
    dcgan: Math.max(...expected.map((tensor, k) => difference(tensor, actual[k]))),
    selfTest: await trainingError(WEBGPU, 1),
    ...(await stateKept()),
  }),
);
