// The web host: who is let in, what is sent, and that the page's line carries methods and events.
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { LibraryImage } from '#contract/image.ts';
import { DeviceId } from '#contract/ids.ts';
import { RpcClient } from '#contract/wire.ts';
import { startStudio, type Studio } from '../../electron/service/index.ts';
import { drawPicture, temporaryFolder } from './support/studio.ts';

async function serve(): Promise<{ studio: Studio; cookie: string; folder: string }> {
  const folder = temporaryFolder();
  const device = DeviceId.parse('cpu');
  const studio = await startStudio({ library: join(folder, 'library'), device, jobs: 'new', logLevel: 'error' });
  onTestFinished(() => studio.close());
  const page = await fetch(studio.url);
  return { studio, folder, cookie: page.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

/** With headers that `fetch` does not let one set. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

function open(studio: Studio, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`${studio.origin.replace('http', 'ws')}/rpc`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

test('only holders of the token, at the right address, are let in', async () => {
  const { studio, cookie } = await serve();
  expect((await fetch(studio.origin)).status).toBe(401);
  expect((await fetch(`${studio.origin}/?token=wrong`)).status).toBe(401);
  expect((await fetch(`${studio.origin}/media/${'0'.repeat(64)}?token=${studio.token}`)).status).toBe(401);
  expect((await fetch(`${studio.origin}/media/${'0'.repeat(64)}`, { headers: { cookie } })).status).toBe(404);
  // A name of somebody else's that resolves to this machine.
  expect(await statusOf(studio.url, { host: 'evil.example' })).toBe(421);
  const page = await fetch(studio.url);
  expect(page.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  expect(page.headers.get('content-security-policy')).toMatch(
    /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
  );
});

test('nothing but files of the page and pictures can be reached', async () => {
  const { studio, cookie } = await serve();
  for (const path of [
    '/../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/%00',
    '/media/../x',
  ]) {
    expect(await statusOf(studio.origin + path, { cookie })).toBe(404);
  }
});

test('a page of another origin can neither open the line nor upload, even with the cookie', async () => {
  const { studio, cookie } = await serve();
  const origin = 'http://evil.example';
  await expect(open(studio, { cookie, origin })).rejects.toThrow('403');
  await expect(open(studio, { origin: studio.origin })).rejects.toThrow('403');
  const post = (headers: Record<string, string>) =>
    fetch(`${studio.origin}/upload?name=x.png`, { method: 'POST', headers, body: 'x' });
  expect((await post({ cookie, origin })).status).toBe(403);
  expect((await post({ cookie })).status).toBe(403);
});

test('an uploaded picture is in the library and can be fetched whole, in part, small and in tiles', async () => {
  const { studio, cookie, folder } = await serve();
  const bytes = readFileSync(await drawPicture(join(folder, 'a.png'), 600, 400));
  const headers = { cookie, origin: studio.origin };
  const post = (name: string, body: BodyInit) =>
    fetch(`${studio.origin}/upload?name=${encodeURIComponent(name)}&dir=a/../b`, { method: 'POST', headers, body });
  const answer = (await (await post('../图 1.png', bytes)).json()) as { image: unknown; relativeDir: string };
  const image = LibraryImage.parse(answer.image);
  expect(image).toMatchObject({ name: '.._图 1.png', path: null, info: { width: 600, height: 400 } });
  expect(answer.relativeDir).toBe(join('a', 'b'));
  const get = (path: string, more = {}) =>
    fetch(`${studio.origin}/media/${image.sha256}${path}`, { headers: { cookie, ...more } });
  const whole = await get('?download=%E5%9B%BE.png');
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  expect(whole.headers.get('content-type')).toBe('image/png');
  expect(whole.headers.get('content-disposition')).toContain("filename*=UTF-8''%E5%9B%BE.png");
  const part = await get('', { range: 'bytes=4-7' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-7/${bytes.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(4, 8));
  expect((await get('', { range: `bytes=${bytes.length}-` })).status).toBe(416);
  expect((await get('/320')).headers.get('content-type')).toBe('image/webp');
  const pyramid = (await (await get('/pyramid')).json()) as { levels: number };
  expect((await get(`/pyramid/${pyramid.levels - 1}/0_0`)).headers.get('content-type')).toBe('image/jpeg');
  expect((await get('/pyramid/99/0_0')).status).toBe(404);

  const refused = await post('fake.png', 'not a picture');
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ error: { kind: 'bad-input', source: 'fake.png' } });
});

test('an upload that is no picture is refused by the name the user gave it', async () => {
  const { studio, cookie } = await serve();
  const response = await fetch(`${studio.origin}/upload?name=letter.jpg&dir=`, {
    method: 'POST',
    headers: { cookie, origin: studio.origin },
    body: 'Dear reader, this is no picture.',
  });
  expect(response.status).toBe(422);
  const { error } = (await response.json()) as { error: { message: string; source: string } };
  expect(error.message).toContain('“letter.jpg”');
  expect(error.source).toBe('letter.jpg');
});

test('the line answers methods, refuses what is out of contract, and carries events', async () => {
  const { studio, cookie } = await serve();
  const socket = await open(studio, { cookie, origin: studio.origin });
  const client = new RpcClient({
    send: (frame) => socket.send(JSON.stringify(frame)),
    onFrame: (listener) => socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))),
  });
  const told = new Promise((resolve) => client.on('settings.changed', (settings) => resolve(settings.theme)));
  expect(await client.call('settings.set', { theme: 'dark' })).toMatchObject({ theme: 'dark', language: 'system' });
  expect(await told).toBe('dark');
  await expect(client.call('images.list', { limit: -1 })).rejects.toMatchObject({ kind: 'bad-input' });
  socket.send('{');
  expect((await client.call('app.info', {})).library).toBe(studio.library);
});
