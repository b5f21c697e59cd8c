// Trains a small net for a few steps on a device and, as TF.js does it in plain JavaScript, on the processor: both must learn the same.
import * as tf from '@tensorflow/tfjs';
import { type DeviceId } from '#contract/ids.ts';
import { compile } from './compile.ts';
import { compileEager } from './eager.ts';
import { openTfjsGpu, TFJS_GPU } from './tfjs-gpu.ts';
import { TrainingState } from './state.ts';
import { type StepInput, type TrainingStep } from './training-step.ts';
import { waves } from './waves.ts';

const STEPS = 3;
const RATE = 0.02;
const SHAPES = { first: [3, 3, 3, 16], second: [4, 4, 16, 16], third: [3, 3, 3, 16] };
const INPUTS: Record<'picture', StepInput> = { picture: { shape: [2, 8, 8, 3] } };

/**
 * How far the losses and the changes of the weights are from the right ones, relative to the largest; `NaN` if a result is no
 * number. Throws what keeps the device from running a step.
 */
export async function trainingError(device: DeviceId, threads: number): Promise<number> {
  const expected = await train((net) => Promise.resolve(compileEager(net.step, { ...net, backend: 'cpu' })));
  const actual = await train((net) =>
    device === TFJS_GPU
      ? Promise.resolve(compileEager(net.step, { ...net, backend: openTfjsGpu() }))
      : compile(net.step, { ...net, device, threads }),
  );
  return Math.max(...expected.map((values, k) => relativeDifference(actual[k] ?? [], values)));
}

/** Losses, then the change of each weight. */
async function train(open: (net: Net) => Promise<TrainingStep>): Promise<(readonly number[])[]> {
  const net = newNet();
  const before = await net.state.read();
  const step = await open(net);
  try {
    const losses: number[] = [];
    for (let k = 0; k < STEPS; k++) {
      const { loss } = await step.run({ picture: waves(2 * 8 * 8 * 3, 1) });
      losses.push(loss?.data[0] ?? NaN);
    }
    const after = await net.state.read();
    const changes = Object.entries(after).map(([name, values]) =>
      Array.from(values, (value, k) => value - (before[name]?.[k] ?? NaN)),
    );
    return [losses, ...changes];
  } finally {
    await step.release();
    tf.dispose(net.state.variables);
  }
}

type Net = ReturnType<typeof newNet>;

/** Down, normalise, up, compare with the picture: the gradients of all kinds of convolution, Adam's slots, nothing with kinks. */
function newNet() {
  const variables: Record<string, tf.Variable> = {};
  tf.tidy(() => {
    for (const [name, shape] of Object.entries(SHAPES)) {
      variables[name] = tf.variable(tf.tensor(waves(tf.util.sizeFromShape(shape), 0.3), shape));
      for (const slot of ['m', 'v']) variables[`${name}/${slot}`] = tf.variable(tf.zeros(shape));
    }
  });
  const state = new TrainingState(variables, 1);
  return { state, inputs: INPUTS, step: ({ picture }: { picture: tf.Tensor }) => adamStep(picture, variables) };
}

function adamStep(picture: tf.Tensor, variables: Record<string, tf.Variable>): { loss: tf.Tensor } {
  const x = picture as tf.Tensor4D;
  const of = (name: string) => variables[name] as tf.Variable<tf.Rank.R4>;
  const learned = Object.keys(SHAPES);
  const { value, grads } = tf.variableGrads(() => {
    const wide = tf.tanh(tf.conv2d(x, of('first'), 1, 'same')); // [2,8,8,16]
    const small = tf.tanh(normalised(tf.conv2d(wide, of('second'), 2, 'same'))); // [2,4,4,16]
    const back = tf.conv2dTranspose(small, of('third'), [2, 8, 8, 3], 2, 'same'); // [2,8,8,3]
    return tf.mean(tf.squaredDifference(back, x));
  }, learned.map(of));
  for (const name of learned) {
    const [w, m, v] = [of(name), of(`${name}/m`), of(`${name}/v`)];
    const g = grads[w.name] as tf.Tensor4D;
    m.assign(tf.add(tf.mul(m, 0.9), tf.mul(g, 0.1)));
    v.assign(tf.add(tf.mul(v, 0.9), tf.mul(tf.square(g), 0.1)));
    // A large ε: with Adam's own the smallest gradient would decide by its sign alone.
    w.assign(tf.sub(w, tf.mul(tf.div(m, tf.add(tf.sqrt(v), 0.1)), RATE)));
  }
  return { loss: value };
}

function normalised(x: tf.Tensor4D): tf.Tensor4D {
  const { mean, variance } = tf.moments(x, [1, 2], true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
}

function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, k) => Math.abs(value - (actual[k] ?? NaN)))) / scale;
}
