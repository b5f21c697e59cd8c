// Devices are trusted with training only if a few steps come out right; here one that does not compute what it is told.
import { afterEach, expect, test, vi } from 'vitest';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { type CompiledStep } from '../../../electron/engine/compiler/compile.ts';
import { testDevice } from '../../../electron/engine/compiler/devices.ts';
import { trainingError } from '../../../electron/engine/compiler/self-test.ts';
import { type TrainingState } from '../../../electron/engine/compiler/state.ts';

const CPU = DeviceId.parse('cpu');
type Damage = (state: TrainingState) => Promise<void>;
const device = vi.hoisted(() => ({ damage: undefined as Damage | undefined }));

vi.mock(import('../../../electron/engine/compiler/compile.ts'), async (original) => {
  const { compile, ...rest } = await original();
  return {
    ...rest,
    compile: async (fn, options) => {
      const step = await compile(fn, options);
      const run: CompiledStep['run'] = async (given) => {
        const results = await step.run(given);
        await device.damage?.(options.state);
        return results;
      };
      return { run, release: () => step.release() } as CompiledStep;
    },
  };
});

afterEach(() => (device.damage = undefined));

/** A driver that gets every other number of one filter slightly wrong. */
const wrongUpdate: Damage = async (state) => {
  const { second = new Float32Array() } = await state.read(['second']);
  state.write({ second: second.map((value, k) => (k % 2 ? value : value + 1e-3)) });
};

test('a device that computes rightly is far inside the tolerance', async () => {
  expect(await trainingError(CPU, 1)).toBeLessThan(1e-4);
});

test('a device with wrong gradients still computes pictures but does not train', async () => {
  device.damage = wrongUpdate;
  const { ok, training } = await testDevice(CPU, 1);
  expect(ok).toBe(true);
  expect(training).toEqual({ ok: false, reason: expect.stringMatching(/computes wrongly \(off by \d/) as string });
});

test('a device whose numbers break down is refused', async () => {
  device.damage = (state) => Promise.resolve(state.write({ third: new Float32Array(3 * 3 * 3 * 16).fill(NaN) }));
  const { training } = await testDevice(CPU, 1);
  expect(training).toEqual({ ok: false, reason: 'It computes no numbers.' });
});

test('a device that fails in the middle says why', async () => {
  device.damage = () => Promise.reject(new Error('the driver was reset'));
  const { training } = await testDevice(CPU, 1);
  expect(training).toEqual({ ok: false, reason: 'the driver was reset' });
});

test('TensorFlow.js CUDA is for training only, and says what it lacks', async () => {
  const { ok, name, reason, training } = await testDevice(DeviceId.parse('tfjs-gpu'), 1);
  expect(ok).toBe(false);
  expect(name).toContain('TensorFlow.js CUDA');
  expect(reason).toMatch(training?.ok ? /training only/ : /^TensorFlow\.js CUDA cannot be used: /);
});
