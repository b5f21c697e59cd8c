// The engine as the service sees it: a process that answers, refuses, cancels, stops, and ends with its parent.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { engineResults, type EngineTaskInput, FromEngine } from '#contract/engine.ts';
import { testFolder } from './imaging/setup.ts';
import { writeTinyModel } from './imaging/tiny-model.ts';

const ENTRY = join(import.meta.dirname, '../../electron/engine/main.ts');
const folder = testFolder('process');
const at = (name: string): string => join(folder, name);
const model = at('tiny.onnx');

class Engine {
  readonly messages: FromEngine[] = [];
  readonly child: ChildProcess;
  private readonly listeners = new Set<() => void>();

  constructor(options: object = {}) {
    this.child = fork(ENTRY, [JSON.stringify({ device: 'cpu', threads: 1, ...options })], {
      serialization: 'advanced',
      silent: true,
    });
    this.child.on('message', (raw) => {
      this.messages.push(FromEngine.parse(raw));
      for (const listener of this.listeners) listener();
    });
  }

  /** The first message that fits, also among those that came already. */
  async find<T extends FromEngine['type']>(
    type: T,
    fits: (message: Extract<FromEngine, { type: T }>) => boolean = () => true,
  ): Promise<Extract<FromEngine, { type: T }>> {
    for (;;) {
      const found = this.messages.find(
        (m): m is Extract<FromEngine, { type: T }> => m.type === type && fits(m as never),
      );
      if (found) return found;
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }

  send(message: unknown): void {
    this.child.send(message as object);
  }

  run(taskId: string, task: EngineTaskInput): void {
    this.send({ type: 'run', taskId, task });
  }

  /** The task's last message. */
  async end(taskId: string): Promise<FromEngine> {
    return Promise.race([
      this.find('done', (m) => m.taskId === taskId),
      this.find('failed', (m) => m.taskId === taskId),
    ]);
  }
}

const engines: Engine[] = [];
function start(options?: object): Engine {
  const engine = new Engine(options);
  engines.push(engine);
  return engine;
}

afterEach(() => {
  for (const { child } of engines.splice(0)) child.kill('SIGKILL');
});

function upscaleTask(more: object = {}): EngineTaskInput {
  return {
    task: 'upscale',
    input: at('photo.jpg'),
    output: at('out.jpg'),
    model,
    scale: 4,
    receptiveRadius: 1,
    multiple: 1,
    target: { by: 'scale', scale: 4 },
    encoding: {},
    scratch: at('scratch'),
    ...more,
  };
}

beforeAll(async () => {
  await writeTinyModel(model, 4);
  const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, i) => (i * 31) % 256));
  await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .jpeg()
    .toFile(at('photo.jpg'));
  await sharp({ create: { width: 2000, height: 1500, channels: 3, background: '#456' } })
    .jpeg()
    .toFile(at('large.jpg'));
});

test('upscales a photo and tells progress, tiles and the result', async () => {
  const engine = start();
  await engine.find('ready');
  mkdirSync(at('live'));
  engine.run('a', upscaleTask({ liveFolder: at('live') }));
  const end = await engine.end('a');
  expect(end.type).toBe('done');
  const { info } = engineResults.upscale.parse(end.type === 'done' && end.result);
  expect(info).toMatchObject({ width: 1200, height: 800, format: 'jpeg' });
  expect((await engine.find('progress', (m) => m.progress === 1)).totalPixels).toBe(1200 * 800);
  expect(readdirSync(at('live')).length).toBe(engine.messages.filter(({ type }) => type === 'tile').length);
  expect(readdirSync(at('scratch'))).toEqual([]);
});

test('fails one file by name and goes on with the next', async () => {
  const engine = start();
  writeFileSync(at('broken.jpg'), 'no picture at all');
  engine.run('bad', upscaleTask({ input: at('broken.jpg'), output: at('bad.jpg') }));
  engine.run('good', upscaleTask({ output: at('good.jpg') }));
  expect(await engine.end('bad')).toMatchObject({
    type: 'failed',
    error: { kind: 'bad-input', source: at('broken.jpg') },
  });
  expect((await engine.end('good')).type).toBe('done');
  expect(readdirSync(folder)).not.toContain('bad.jpg');
});

test('a model that is absent or damaged is a failure with a reason', async () => {
  const engine = start();
  writeFileSync(at('damaged.onnx'), 'not an onnx file');
  engine.run('absent', upscaleTask({ model: at('absent.onnx'), output: at('m1.jpg') }));
  engine.run('damaged', upscaleTask({ model: at('damaged.onnx'), output: at('m2.jpg') }));
  expect(await engine.end('absent')).toMatchObject({ error: { kind: 'not-found' } });
  expect(await engine.end('damaged')).toMatchObject({ error: { kind: 'corrupt' } });
});

test('cancel ends the task and removes its files, and the engine is free again', async () => {
  const engine = start();
  engine.run('long', upscaleTask({ input: at('large.jpg'), output: at('long.jpg') }));
  await engine.find('progress', (m) => m.taskId === 'long' && m.progress > 0.1);
  engine.send({ type: 'cancel', taskId: 'long' });
  expect(await engine.end('long')).toMatchObject({ type: 'failed', error: { kind: 'cancelled' } });
  expect(readdirSync(folder).filter((name) => name.startsWith('long'))).toEqual([]);
  expect(readdirSync(at('scratch'))).toEqual([]);
  engine.run('next', upscaleTask({ output: at('next.jpg') }));
  expect((await engine.end('next')).type).toBe('done');
}, 30_000);

test('messages out of contract are logged, not obeyed', async () => {
  const engine = start();
  engine.send({ type: 'run', taskId: 'x', task: { task: 'delete-everything' } });
  engine.send('nonsense');
  const { level } = await engine.find('log', (m) => m.message.includes('out of contract'));
  expect(level).toBe('error');
  engine.run('still', { task: 'inspect', input: at('photo.jpg'), thumbnails: [{ size: 64, output: at('t.webp') }] });
  expect((await engine.end('still')).type).toBe('done');
  expect(await sharp(at('t.webp')).metadata()).toMatchObject({ width: 64, format: 'webp' });
});

test('measures and examines a model', async () => {
  const engine = start();
  engine.run('speed', { task: 'measure', model, scale: 4, multiple: 1 });
  engine.run('look', { task: 'examine', model });
  const speed = await engine.end('speed');
  const look = await engine.end('look');
  expect(engineResults.measure.parse(speed.type === 'done' && speed.result).megapixelsPerSecond).toBeGreaterThan(0);
  expect(look.type === 'done' && look.result).toEqual({
    scale: 4,
    parameters: 48 * 27,
    receptiveRadius: 1,
    multiple: 1,
  });
});

test('stop ends the process at once, even in the middle of a task', async () => {
  const engine = start();
  engine.run('long', upscaleTask({ input: at('large.jpg'), output: at('stopped.jpg') }));
  await engine.find('progress', (m) => m.progress > 0.05);
  engine.send({ type: 'stop' });
  const [code] = (await once(engine.child, 'exit')) as [number];
  expect(code).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
  expect(readdirSync(at('scratch'))).toEqual([]);
}, 30_000);

test('killed in the middle, it leaves only what can be removed, and a new engine does the same task right', async () => {
  const noise = Buffer.from(Array.from({ length: 480 * 360 * 3 }, (_, i) => (i * 31 + ((i * i) >> 7)) % 256));
  await sharp(noise, { raw: { width: 480, height: 360, channels: 3 } })
    .png()
    .toFile(at('given.png'));
  const given = readFileSync(at('given.png'));
  const task = (output: string) => upscaleTask({ input: at('given.png'), output: at(output), scratch: at('lost') });
  const undisturbed = start();
  undisturbed.run('once', task('undisturbed.png'));
  expect((await undisturbed.end('once')).type).toBe('done');

  const unfinished = (): string[] => readdirSync(folder).filter((name) => name.startsWith('killed.png.part-'));
  const moments: ((engine: Engine) => Promise<unknown>)[] = [
    (engine) => engine.find('progress', ({ progress }) => progress > 0.1),
    // The encoder is at work.
    () => vi.waitFor(() => expect(unfinished()).toHaveLength(1), { interval: 2, timeout: 20_000 }),
  ];
  const names = readdirSync(folder);
  for (const moment of moments) {
    const engine = start();
    engine.run('killed', task('killed.png'));
    await moment(engine);
    engine.child.kill('SIGKILL');
    await once(engine.child, 'exit');
  }
  const lost = readdirSync(at('lost'));
  const left = readdirSync(folder).filter((name) => !names.includes(name));
  expect(left).toEqual([expect.stringMatching(/^killed\.png\.part-[0-9a-f]+$/)]);
  expect(lost).toHaveLength(moments.length);
  expect(readFileSync(at('given.png'))).toEqual(given);

  const next = start();
  next.run('again', task('killed.png'));
  expect((await next.end('again')).type).toBe('done');
  expect(readFileSync(at('killed.png')).equals(readFileSync(at('undisturbed.png')))).toBe(true);
  expect(readdirSync(at('lost'))).toEqual(lost);
}, 60_000);

test('ends by itself when the service is gone', async () => {
  const engine = start();
  await engine.find('ready');
  engine.child.disconnect();
  const [code] = (await once(engine.child, 'exit')) as [number];
  expect(code).toBe(0);
});

test('a probe tests the device, tells it and ends', async () => {
  const engine = start({ probe: true });
  const { device } = await engine.find('probed');
  await once(engine.child, 'exit');
  expect(device).toMatchObject({ id: 'cpu', ok: true });
});
