// The service is started, spoken to, started again when it dies, and gone for certain when the shell ends.
import path from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import {
  SERVICE_TIMING,
  type ServiceExit,
  serviceEnvironment,
  ServiceProcess,
  type ServiceTiming,
} from '../../../electron/shell/service-process.ts';

const SCRIPT = path.join(import.meta.dirname, 'service-child.mjs');
const QUICK: ServiceTiming = { backoff: [10], crashes: 3, crashWindow: 60_000, ask: 200, terminate: 200 };

type Lost = { exit: ServiceExit; retryIn: number | null; last: string };
const started: ServiceProcess[] = [];

/** A service in a mode of `service-child.mjs`, with everything it tells kept in lists that a test can wait on. */
function service(mode: string, env: NodeJS.ProcessEnv = {}, program: { node?: string } = {}) {
  const told = { opened: 0, frames: [] as unknown[], lost: [] as Lost[] };
  let wake = (): void => undefined;
  const tell = (): void => wake();
  const child = new ServiceProcess(
    {
      node: program.node ?? process.execPath,
      script: SCRIPT,
      cwd: import.meta.dirname,
      env: serviceEnvironment({ ...process.env, ...env, TEST_SERVICE: mode }),
    },
    {
      open: () => void (told.opened++, tell()),
      frame: (frame) => void (told.frames.push(frame), tell()),
      lost: (exit, retryIn, last) => void (told.lost.push({ exit, retryIn, last }), tell()),
    },
    new PassThrough().resume(),
    QUICK,
  );
  started.push(child);
  const until = async (ready: () => boolean): Promise<void> => {
    while (!ready()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { child, told, until };
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop()));
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('says where its web host is, then passes frames both ways', async () => {
  const { child, told, until } = service('answer');
  expect(child.send({ id: 1, method: 'app.info', args: {} })).toBe(false);
  child.start();
  await until(() => told.opened === 1);
  expect(child.host).toEqual({ url: 'http://127.0.0.1:9/', token: 'secret' });
  expect(child.send({ id: 7, method: 'app.info', args: { a: [1, null] } })).toBe(true);
  await until(() => told.frames.length === 2);
  expect(told.frames[1]).toEqual({ id: 7, result: { method: 'app.info', args: { a: [1, null] } } });
});

test('nothing that the shell’s own environment tells Node reaches the service', async () => {
  const { child, told, until } = service('answer', { NODE_OPTIONS: '--no-warnings', ELECTRON_RUN_AS_NODE: '1' });
  child.start();
  await until(() => told.frames.length === 1);
  expect(told.frames[0]).toEqual({ event: 'images.changed', data: { options: null, node: process.version } });
});

test('is started again after it was killed, with the reason told', async () => {
  const { child, told, until } = service('answer');
  child.start();
  await until(() => told.opened === 1);
  child.send({ id: 1, method: 'die', args: {} });
  await until(() => told.opened === 2);
  expect(told.lost).toEqual([{ exit: { reason: 'killed', signal: 'SIGKILL' }, retryIn: 10, last: '' }]);
});

test('a loop of crashes is given up with its last words, and can be tried again', async () => {
  const { child, told, until } = service('crash');
  child.start();
  await until(() => told.lost.length === 3);
  expect(told.lost.map(({ retryIn }) => retryIn)).toEqual([10, 10, null]);
  expect(told.lost[2]?.exit).toEqual({ reason: 'exited', code: 3 });
  expect(told.lost[2]?.last).toContain('locked by another program');
  child.start();
  await until(() => told.lost.length === 4);
  expect(told.lost[3]?.retryIn).toBe(10);
});

test('a service that says why it cannot start is quoted with that', async () => {
  const { child, told, until } = service('refuse');
  child.start();
  await until(() => told.lost.length === 1);
  expect(told.lost[0]?.last).toBe('The library is in use.\nClose the other window.');
});

test('a Node that is not there is a reason of its own', async () => {
  const { child, told, until } = service('answer', {}, { node: path.join(import.meta.dirname, 'no-such-node') });
  child.start();
  await until(() => told.lost.length === 1);
  expect(told.lost[0]?.exit).toMatchObject({
    reason: 'not-started',
    message: expect.stringContaining('ENOENT') as string,
  });
});

test.each(['answer', 'deaf'])('a service that is %s is gone after stop and stays so', async (mode) => {
  const { child, told, until } = service(mode);
  child.start();
  await until(() => told.opened === 1);
  const pid = child.pid;
  if (pid === undefined) throw new Error('no process');
  await child.stop();
  expect(isRunning(pid)).toBe(false);
  child.start();
  expect(child.pid).toBeUndefined();
  expect(told.lost).toEqual([]);
});

test('a stop during the wait before a new start leaves no process', async () => {
  const { child, told, until } = service('crash');
  child.start();
  await until(() => told.lost.length === 1);
  await child.stop();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told.lost).toHaveLength(1);
});

test('the times in use give up within a minute and never wait longer than before', () => {
  const { backoff, crashes, crashWindow } = SERVICE_TIMING;
  expect([...backoff].sort((a, b) => a - b)).toEqual(backoff);
  expect({ crashes, crashWindow }).toEqual({ crashes: 3, crashWindow: 60_000 });
});
