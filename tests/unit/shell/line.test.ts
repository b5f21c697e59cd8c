// Answers find the request they belong to, and never one of a page loaded later.
import { expect, test } from 'vitest';
import { Line } from '../../../electron/shell/line.ts';

const ask = (id: number, method = 'app.info') => ({ id, method, args: { deep: [1, { two: null }] } });

test('a request and its answer pass as they are under their own number', () => {
  const line = new Line();
  const request = line.toService(ask(41));
  expect(request).toMatchObject({ method: 'app.info', args: { deep: [1, { two: null }] } });
  const result = { a: [1, 2], b: null };
  expect(line.toPage({ id: request?.id, result })).toEqual({ id: 41, result });
  const second = line.toService(ask(42));
  const error = { kind: 'busy', message: 'Later.' };
  expect(line.toPage({ id: second?.id, error })).toEqual({ id: 42, error });
});

test('events pass without a request', () => {
  const event = { event: 'job.removed', data: { jobId: 'x' } };
  expect(new Line().toPage(event)).toEqual(event);
});

test('a late answer to a page that is gone is not given to the next one', () => {
  const line = new Line();
  const before = line.toService(ask(1, 'images.delete'));
  line.reset();
  const after = line.toService(ask(1, 'app.info'));
  expect(line.toPage({ id: before?.id, result: 'deleted' })).toBeNull();
  expect(line.toPage({ id: after?.id, result: 'info' })).toEqual({ id: 1, result: 'info' });
});

test('an answer is given once', () => {
  const line = new Line();
  const request = line.toService(ask(1));
  line.toPage({ id: request?.id, result: 1 });
  expect(line.toPage({ id: request?.id, result: 2 })).toBeNull();
});

test.each([null, 'text', {}, { id: 'x', method: 'a' }, { id: 1.5, method: 'a' }, { id: 1, method: 7 }])(
  '%j is no request',
  (frame) => expect(new Line().toService(frame)).toBeNull(),
);

test('what is neither answer nor event stays with the shell', () => {
  for (const frame of [null, { type: 'host' }, { id: 1 }, 7]) expect(new Line().toPage(frame)).toBeNull();
});
