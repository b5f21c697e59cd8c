// The engine's supervision, with an engine that misbehaves on demand: every way of ending is named, bounded and survived.
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DeviceId } from '#contract/ids.ts';
import { Engine, type EngineState } from '../../electron/service/engine.ts';
import { EngineDied } from '../../electron/service/engine-process.ts';
import { createLog } from '../../electron/service/log.ts';

const entry = join(import.meta.dirname, 'support/stand-in-engine.ts');
const { log } = createLog('fatal');

function supervised() {
  const states: EngineState[] = [];
  const options = () => Promise.resolve({ device: DeviceId.parse('cpu'), threads: 1, probe: false });
  const engine = new Engine({ entry, log, options, onState: (state) => states.push(state) });
  onTestFinished(() => engine.stop());
  const convert = (input: string, signal?: AbortSignal, onProgress?: () => void) =>
    engine.run({ task: 'convert', input, output: 'x', encoding: {} }, { signal, onProgress });
  return { engine, states, convert };
}

test('a crash is told from running out of memory, and the next task finds a new engine', async () => {
  const { convert, states } = supervised();
  await expect(convert('crash')).rejects.toMatchObject({ reason: 'crashed' });
  await expect(convert('no-memory')).rejects.toMatchObject({ reason: 'out-of-memory' });
  expect((await convert('fine')).info.width).toBe(1);
  expect(states).toContain('restarting');
  expect(states.at(-1)).toBe('ready');
});

test('a task that does not obey a cancel ends all the same, and others do not suffer', async () => {
  const { engine, convert } = supervised();
  const controller = new AbortController();
  let begun: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (begun = resolve));
  const stubborn = convert('stubborn', controller.signal, () => begun());
  await running;
  const before = engine.pid;
  const bystander = convert('hang');
  controller.abort();
  await expect(stubborn).rejects.toMatchObject({ kind: 'cancelled' });
  // The bystander was lost with the old engine and runs again in the new one, where it still hangs.
  expect((await convert('fine')).info.height).toBe(1);
  expect(engine.pid).not.toBe(before);
  await engine.stop();
  await expect(bystander).rejects.toThrow();
});

test('an engine that neither obeys a stop nor a termination is killed', async () => {
  const { engine, convert } = supervised();
  await new Promise<void>((resolve) => {
    convert('stubborn', undefined, () => resolve()).catch((error: unknown) => expect(error).toBeInstanceOf(EngineDied));
  });
  const { pid = 0 } = engine;
  await engine.stop();
  expect(() => process.kill(pid, 0)).toThrow();
});

test('an engine that never starts is given up with a hint', async () => {
  process.env['STAND_IN'] = 'dies at start';
  onTestFinished(() => void delete process.env['STAND_IN']);
  const { convert, states } = supervised();
  await expect(convert('fine')).rejects.toMatchObject({
    kind: 'no-device',
    hint: expect.stringContaining('doctor') as string,
  });
  expect(states.at(-1)).toBe('failed');
});

test('an answer out of contract is an error, not a result', async () => {
  const { convert } = supervised();
  await expect(convert('nonsense')).rejects.toThrow(/out of contract/);
});
