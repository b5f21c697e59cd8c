// Models on disk: shipped ones run, bad ones are refused by name, devices are tested.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { coresOfCpuInfo, physicalCores } from '../../../electron/engine/compiler/cores.ts';
import { listDevices, testDevice } from '../../../electron/engine/compiler/devices.ts';
import { Graph } from '../../../electron/engine/compiler/graph.ts';
import { ModelSession } from '../../../electron/engine/compiler/session.ts';
import { writeOnnx } from '../../../electron/engine/compiler/write-onnx.ts';

const CPU = { device: DeviceId.parse('cpu'), threads: 0 };
const SLIM = fileURLToPath(new URL('../../../resources/models/esrgan-slim-x2/model.onnx', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-session-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

test('a shipped model enlarges a grey picture to a grey picture', async () => {
  const session = await ModelSession.open(SLIM, CPU);
  const result = await session.run(new Float32Array(3 * 20 * 33).fill(0.5), 20, 33);
  await session.release();
  expect([result.height, result.width]).toEqual([40, 66]);
  const middle = result.data[20 * 66 + 33] ?? NaN;
  expect(Math.abs(middle - 0.5)).toBeLessThan(0.03);
});

describe('files that are refused', () => {
  test.each<[string, string, () => Promise<Uint8Array>]>([
    ['text', 'corrupt', () => Promise.resolve(new TextEncoder().encode('this is not a model'))],
    ['nothing', 'corrupt', () => Promise.resolve(new Uint8Array())],
    ['half of a model', 'corrupt', async () => (await readFile(SLIM)).subarray(0, 200_000)],
    ['a model of one channel', 'unsupported', () => Promise.resolve(grey())],
    ['a model with an operator nobody knows', 'unsupported', () => Promise.resolve(strange())],
  ])('%s', async (name, kind, bytes) => {
    const file = await fileOf(`${name}.onnx`, await bytes());
    await expect(ModelSession.open(file, CPU)).rejects.toMatchObject({ kind, source: file });
  });

  test('one that is not there', async () => {
    const file = join(folder, 'missing.onnx');
    await expect(ModelSession.open(file, CPU)).rejects.toMatchObject({ kind: 'not-found', source: file });
  });
});

function grey(): Uint8Array {
  const graph = new Graph();
  const shape = [1, 1, 8, 8];
  const x = graph.input('input', 'float32', shape);
  graph.output('output', graph.node('Relu', [x], {}, { dtype: 'float32', shape }));
  return writeOnnx(graph);
}

function strange(): Uint8Array {
  const graph = new Graph();
  const shape = [1, 3, 8, 8];
  const x = graph.input('input', 'float32', shape);
  graph.output('output', graph.node('Enlarge', [x], {}, { dtype: 'float32', shape }, 'com.example'));
  return writeOnnx(graph);
}

describe('devices', () => {
  test('the CPU comes first, computes rightly and has a speed', async () => {
    const [first] = listDevices();
    expect(first).toBe('cpu');
    const device = await testDevice(CPU.device, 1);
    expect(device).toMatchObject({ ok: true, provider: 'CPU', training: { ok: true } });
    expect(device.name).toContain('CPU, 1 thread');
    expect(device.gflops).toBeGreaterThan(0);
  });

  test('a device that is not there says why', async () => {
    const device = await testDevice(DeviceId.parse('nonesuch'), 1);
    expect(device.ok).toBe(false);
    expect(device.reason).toBeTruthy();
  });

  test('hyper-threads are not counted as cores', () => {
    const thread = (core: number) => `processor : ${core}\nphysical id : 0\ncore id : ${core % 2}\n`;
    expect(coresOfCpuInfo([0, 1, 2, 3].map(thread).join('\n'))).toBe(2);
    expect(coresOfCpuInfo('processor : 0\nBogoMIPS : 48\n')).toBeUndefined();
    expect(physicalCores()).toBeGreaterThanOrEqual(1);
  });
});
