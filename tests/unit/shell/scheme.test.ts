// `studio:` gives the built page and pictures by opaque id, and nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appFile, type Host, isMediaPath, studioScheme } from '../../../electron/shell/scheme.ts';

const SHA = 'a'.repeat(64);
const ITEM = '0b8e5b0e-3f0a-4a57-9d6e-1f2a3b4c5d6e';
const folder = mkdtempSync(path.join(tmpdir(), 'atelier-scheme-'));
const page = path.join(folder, 'renderer');
const seen: { method: string; url: string; authorization: string; body: string }[] = [];
const server = createServer((request, response) => {
  void readAll(request).then((body) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, authorization: headers.authorization ?? '', body });
    if (url.includes('b'.repeat(64))) response.writeHead(302, { location: 'http://example.org/' }).end();
    else response.writeHead(200, { 'content-type': 'image/webp', 'set-cookie': 'a=b' }).end('picture');
  });
});
let host: Host | null = null;
const answer = studioScheme(page, () => host);

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeAll(async () => {
  mkdirSync(path.join(page, 'assets'), { recursive: true });
  writeFileSync(path.join(page, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(page, 'assets/main.js'), 'export {}');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: 'open sesame' };
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('the page and its parts come with their type and the policy', async () => {
  const index = await answer(new Request('studio://app/'));
  expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await index.text()).toBe('<!doctype html>');
  const script = await answer(new Request('studio://app/assets/main.js?v=1'));
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  'studio://app/../secret.txt',
  'studio://app/%2e%2e/secret.txt',
  'studio://app/..%2fsecret.txt',
  'studio://app/assets/..%2f..%2fsecret.txt',
  'studio://app/..%5csecret.txt',
  'studio://app/%00',
  'studio://app/%',
  'studio://app/assets',
  'studio://app/missing.js',
  'studio://other/index.html',
])('%s is not there', async (url) => {
  expect((await answer(new Request(url))).status).toBe(404);
});

test.each(['/../renderer2/x', '/../../etc/passwd', '/..', '/a/../../b', '/%2e%2e%2fsecret.txt', '/\\..\\secret.txt'])(
  'no path leaves the page’s folder: %s',
  (name) => {
    const file = appFile('/srv/renderer', name);
    expect(file === null || file.startsWith('/srv/renderer/')).toBe(true);
  },
);

test('pictures are fetched from the service with its token, and only what a picture needs comes back', async () => {
  seen.length = 0;
  const picture = await answer(new Request(`studio://media/${SHA}/256`));
  expect(await picture.text()).toBe('picture');
  expect(picture.headers.get('access-control-allow-origin')).toBe('studio://app');
  expect(picture.headers.get('set-cookie')).toBeNull();
  expect(seen).toEqual([{ method: 'GET', url: `/media/${SHA}/256`, authorization: 'Bearer open sesame', body: '' }]);
});

test.each([
  `/${SHA}`,
  `/${SHA}/256`,
  `/${SHA}/pyramid`,
  `/${SHA}/pyramid/11/3_0.jpeg`,
  `/live/${ITEM}/12`,
  `/run/${ITEM}/00000120.webp`,
  `/dataset/${ITEM}/0a1b`,
])('%s names a picture', (name) => expect(isMediaPath(name)).toBe(true));

test.each([
  '/',
  `/${SHA.slice(1)}`,
  `/${SHA.toUpperCase()}`,
  `/${SHA}/`,
  `/${SHA}/../../rpc`,
  `/${SHA}/pyramid/1/0_0.svg`,
  `/live/${ITEM}`,
  `/live/../${SHA}`,
  '/live/1/1',
  `/run/${ITEM}/../run.json`,
  `/run/${ITEM}/run.json`,
  `/dataset/${ITEM}/a/b`,
  `/%2e%2e/${SHA}`,
  `/x/${SHA}`,
])('%s does not, and is never asked for', async (name) => {
  seen.length = 0;
  expect(isMediaPath(name)).toBe(false);
  await answer(new Request(`studio://media${name}`));
  expect(seen.filter(({ url }) => !isMediaPath(url.replace(/^\/media/, '')))).toEqual([]);
});

test('a redirect of the host is not followed, and a host that is gone is said', async () => {
  expect((await answer(new Request(`studio://media/${'b'.repeat(64)}`))).status).toBe(503);
  const down = studioScheme(page, () => null);
  expect((await down(new Request(`studio://media/${SHA}`))).status).toBe(503);
});

test('only an upload may send anything', async () => {
  seen.length = 0;
  const sent = await answer(new Request('studio://app/upload?name=a.png', { method: 'POST', body: 'bytes' }));
  expect(sent.status).toBe(200);
  expect(seen).toMatchObject([{ method: 'POST', url: '/upload?name=a.png', body: 'bytes' }]);
  for (const url of [`studio://media/${SHA}`, 'studio://app/rpc', 'studio://media/upload']) {
    expect((await answer(new Request(url, { method: 'POST', body: 'x' }))).status).toBe(405);
  }
  expect(seen).toHaveLength(1);
});
