// One client and one dispatcher back to back: results, errors and events survive the way across; nonsense is refused.
import { expect, test } from 'vitest';
import { UserError } from '#contract/errors.ts';
import { type Handlers } from '#contract/rpc.ts';
import { Settings } from '#contract/settings.ts';
import { dispatch, RpcClient } from '#contract/wire.ts';

function pair(handlers: Partial<Handlers>) {
  let deliver: (frame: unknown) => void = () => undefined;
  const bugs: unknown[] = [];
  const client = new RpcClient({
    send: (frame) =>
      void dispatch(handlers as Handlers, structuredClone(frame), (error) => bugs.push(error)).then(deliver),
    onFrame: (listener) => (deliver = listener),
  });
  return { client, bugs, push: (frame: unknown) => deliver(frame) };
}

test('a result comes back checked and complete', async () => {
  const { client } = pair({ 'settings.get': () => Settings.parse({ theme: 'dark' }) });
  expect((await client.call('settings.get', {})).theme).toBe('dark');
});

test('a user error keeps kind, hint and file; a bug is reported and named internal', async () => {
  const { client, bugs } = pair({
    'images.get': () => {
      throw new UserError('corrupt', 'The file is damaged.', { hint: 'Copy it again.', source: 'a.jpg' });
    },
    'app.info': () => {
      throw new TypeError('x is undefined');
    },
  });
  const id = '7b6d1d5c-2d7e-4c6b-9d0a-0f4b5f3c9a11';
  await expect(client.call('images.get', { id: id })).rejects.toMatchObject({
    kind: 'corrupt',
    hint: 'Copy it again.',
    source: 'a.jpg',
  });
  await expect(client.call('app.info', {})).rejects.toMatchObject({ kind: 'internal' });
  expect(bugs).toHaveLength(1);
});

test.each([
  [{ id: 1, method: 'constructor', args: {} }, 'not-found'],
  [{ id: 1, method: 'images.get', args: { id: '../../etc/passwd' } }, 'bad-input'],
  ['hello', 'bad-input'],
])('%j is refused as %s', async (frame, kind) => {
  const reply = await dispatch({} as Handlers, frame, () => undefined);
  expect(reply).toMatchObject({ error: { kind } });
});

test('events reach their listeners until these stop listening', () => {
  const { client, push } = pair({});
  const seen: string[] = [];
  const stop = client.on('engine.changed', ({ message }) => seen.push(message));
  push({ event: 'engine.changed', data: { engine: 'ready', message: 'one' } });
  stop();
  push({ event: 'engine.changed', data: { engine: 'ready', message: 'two' } });
  expect(seen).toEqual(['one']);
});

test('calls that wait fail when the line goes down', async () => {
  const client = new RpcClient({ send: () => undefined, onFrame: () => undefined });
  const call = client.call('app.info', {});
  client.disconnected();
  await expect(call).rejects.toMatchObject({ kind: 'busy' });
});
