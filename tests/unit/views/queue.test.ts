// The queue's list, its order and the time it promises.
import { expect, test } from 'vitest';
import { type ItemId, type JobId } from '#contract/ids.ts';
import { Job, type JobItem } from '#contract/jobs.ts';
import { type Run } from '#contract/training.ts';
import { totalRemaining } from '../../../renderer/state/remaining.ts';
import { movedPosition, progressOf, queueRows, steppedPosition } from '../../../renderer/views/queue/rows.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

type UpscaleJob = Extract<Job, { kind: 'upscale' }>;

function job(n: number, change: Partial<UpscaleJob> = {}): Job {
  const settings = { model: 'some-model', target: { by: 'scale', scale: 4 } };
  const plain = { id: uuid(n), kind: 'upscale', settings, status: 'waiting', position: n, createdAt: n, total: 2 };
  return Job.parse({ ...plain, done: 0, failed: 0, skipped: 0, speed: null, remaining: null, ...change });
}

function item(jobId: JobId, n: number, change: Partial<JobItem> = {}): JobItem {
  return {
    id: uuid(1000 + n) as ItemId,
    jobId,
    position: n,
    name: `${n}.jpg`,
    source: { path: `/${n}.jpg`, relativeDir: '' },
    status: 'waiting',
    progress: 0,
    sourceId: null,
    resultId: null,
    output: null,
    width: null,
    height: null,
    seconds: null,
    notices: [],
    error: null,
    ...change,
  };
}

const jobs = [job(0, { status: 'done' }), job(1), job(2), job(3, { status: 'failed' }), job(4)];
const id = (n: number) => job(n).id;

test('jobs with work come first in their order, finished ones under a heading with the newest first', () => {
  const rows = queueRows(
    jobs,
    [],
    (jobId) => [item(jobId, 1), item(jobId, 2)],
    ({ id: one }) => one === id(2),
  );
  expect(rows.map((row) => (row.kind === 'job' ? row.job.position : row.kind))).toEqual([
    1,
    2,
    'file',
    'file',
    4,
    'heading',
    3,
    0,
  ]);
});

test('training has its own heading between work and what is finished', () => {
  const run = { id: uuid(77) } as Run;
  const rows = queueRows(
    [job(0, { status: 'done' }), job(1)],
    [run],
    () => [],
    () => false,
  );
  expect(rows.map(({ key }) => key)).toEqual([uuid(1), 'training', uuid(77), 'finished', uuid(0)]);
});

test('a job goes before or after another, counted without itself', () => {
  expect(movedPosition(jobs, id(4), id(1), 'before')).toBe(1);
  expect(movedPosition(jobs, id(1), id(4), 'after')).toBe(4);
  expect(movedPosition(jobs, id(2), id(1), 'after')).toBeNull();
  expect(movedPosition(jobs, id(2), uuid(77) as JobId, 'after')).toBeNull();
});

test('a step by keyboard passes finished jobs and stops at the ends', () => {
  expect(steppedPosition(jobs, id(2), 1)).toBe(4);
  expect(steppedPosition(jobs, id(4), -1)).toBe(2);
  expect(steppedPosition(jobs, id(1), -1)).toBeNull();
  expect(steppedPosition(jobs, id(4), 1)).toBeNull();
});

test('files that need no more work count whole', () => {
  const items = [
    item(id(1), 1, { status: 'done' }),
    item(id(1), 2, { status: 'failed' }),
    item(id(1), 3, { status: 'running', progress: 0.5 }),
    item(id(1), 4),
  ];
  expect(progressOf(items)).toBeCloseTo(0.625);
  expect(progressOf([])).toBe(0);
});

test('jobs that have not started are estimated from the one at work', () => {
  const running = job(1, { total: 5, done: 1, remaining: 40 });
  expect(totalRemaining([running, job(2)], () => null)).toBeCloseTo(60);
  expect(totalRemaining([job(2)], () => null)).toBeNull();
  expect(totalRemaining([running, job(2, { remaining: 7 })], () => null)).toBe(47);
  expect(totalRemaining([], () => null)).toBe(0);
});

test('a model measured as slower is expected to take longer', () => {
  const slow = job(2);
  slow.settings = { ...slow.settings, model: 'slow-model' as Job['settings']['model'] };
  const running = job(1, { total: 5, done: 1, remaining: 40 });
  expect(totalRemaining([running, slow], (model) => (model === 'slow-model' ? 0.5 : 1))).toBeCloseTo(40 + 2 * 20);
});
