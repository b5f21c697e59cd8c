// Which checkpoint is the best, and that it stays.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { BestCheckpoint } from '#contract/run-folder.ts';
import { listCheckpoints, writeCheckpoint } from '../../../electron/engine/train/checkpoint.ts';
import { MetricsRecord } from '../../../electron/engine/train/metrics-record.ts';
import { testFolder } from '../imaging/setup.ts';

const root = testFolder('metrics-record');
let folder: string;
let runs = 0;
beforeEach(() => {
  folder = join(root, String(runs++));
  mkdirSync(folder);
});

const path = () => join(folder, 'best.json');
const best = () => BestCheckpoint.parse(JSON.parse(readFileSync(path(), 'utf8')));

async function recorded(name: string, ...values: number[]): Promise<MetricsRecord> {
  const record = new MetricsRecord(folder);
  for (const [k, value] of values.entries()) await record.add({ step: 10 * k, metrics: { [name]: value }, samples: 4 });
  return record;
}

test.each([
  ['kid', [0.3, 0.1, 0.2], 10],
  ['fid', [30, 20, 10], 20],
  ['psnrY', [21, 25, 24], 10],
] as const)('%s', async (name, values, step) => {
  await recorded(name, ...values);
  expect(best()).toEqual({ step, metric: name, value: values[step / 10] });
});

test('kid decides before fid; what is no number does not count', async () => {
  const record = await recorded('diversity', 1, NaN);
  expect(existsSync(path())).toBe(false);
  await record.add({ step: 40, metrics: { kid: 0.2, fid: 5 }, samples: 4 });
  await record.add({ step: 50, metrics: { kid: 0.3, fid: 1 }, samples: 4 });
  await record.add({ step: 60, metrics: { kid: NaN }, samples: 4 });
  expect(best()).toEqual({ step: 40, metric: 'kid', value: 0.2 });
});

test('going on from a checkpoint forgets what came later, and what is not kept', async () => {
  await recorded('kid', 0.5, 0.1, 0.4, 0.01);
  const record = new MetricsRecord(folder);
  await record.continueFrom(20, [0, 20]);
  expect(best()).toEqual({ step: 20, metric: 'kid', value: 0.4 });
  await record.continueFrom(20, []);
  expect(existsSync(path())).toBe(false);
  expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
});

test('the best checkpoint is kept besides the newest', async () => {
  const random = [1, 2, 3, 4] as const;
  for (const step of [10, 20, 30, 40]) {
    const position = { step, seconds: 0, attempt: 0, window: {} };
    const snapshot = { variables: { w: Float32Array.of(step) }, random };
    const owner = { recipe: 'tiny', version: 1, values: {} };
    await writeCheckpoint(folder, { position, snapshot, owner }, { keep: 2, spare: 10 });
  }
  const kept = (await listCheckpoints(folder)).map((file) => basename(file));
  expect(kept).toEqual(['00000040.ckpt', '00000030.ckpt', '00000010.ckpt']);
});
