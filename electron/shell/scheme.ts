// The `studio:` scheme: `studio://app/…` is the built page, `studio://media/…` pictures of the service by opaque id.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CustomScheme } from 'electron';

export const APP_ORIGIN = 'studio://app';

export const STUDIO_SCHEME: CustomScheme = {
  scheme: 'studio',
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true },
};

/** Inline styles are allowed because components position things with style attributes; scripts never are. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' studio://media blob: data:",
  "connect-src 'self' studio://media blob: data:",
  "object-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const SHA256 = '[0-9a-f]{64}';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** The picture itself or at a size; tiles of its pyramid; finished tiles of a running file; of training. */
const MEDIA_PATHS = [
  new RegExp(`^/${SHA256}(/\\d{1,5})?$`),
  new RegExp(`^/${SHA256}/pyramid(/\\d{1,2}/\\d{1,4}_\\d{1,4}\\.(jpeg|png))?$`),
  new RegExp(`^/live/${UUID}/\\d{1,6}$`),
  new RegExp(`^/run/${UUID}/[a-z0-9][a-z0-9._-]{0,80}\\.webp$`),
  new RegExp(`^/dataset/${UUID}/[0-9a-f]{1,64}$`),
];

/** Where the service's web host listens, as it said in its first message. */
export type Host = { url: string; token: string };

/** The file below `root` that a path of the page means; `null` for one that leads elsewhere. */
export function appFile(root: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/[\0\\]/.test(name)) return null;
  const file = path.resolve(root, `.${name === '/' ? '/index.html' : name}`);
  return file.startsWith(root + path.sep) ? file : null;
}

/** Whether a path names a picture by its opaque id, and nothing else of the web host. */
export function isMediaPath(pathname: string): boolean {
  return MEDIA_PATHS.some((pattern) => pattern.test(pathname));
}

export type Answerer = (request: Request) => Promise<Response>;

/** Answers every request of the scheme. `host` is asked each time: the service may have been started again. */
export function studioScheme(renderer: string, host: () => Host | null, fetcher: typeof fetch = fetch): Answerer {
  return async (request) => {
    const { host: part, pathname, search } = new URL(request.url);
    const reading = request.method === 'GET' || request.method === 'HEAD';
    // A pasted picture has no path that the service could read: the page sends its bytes.
    const uploading = request.method === 'POST' && part === 'app' && pathname === '/upload';
    if (uploading) return askService(`/upload${search}`, request, host(), fetcher);
    if (!reading) return refusal(405);
    if (part === 'app') return answerApp(renderer, pathname);
    if (part === 'media' && isMediaPath(pathname)) return askService(`/media${pathname}`, request, host(), fetcher);
    return refusal(404);
  };
}

async function answerApp(renderer: string, pathname: string): Promise<Response> {
  const file = appFile(renderer, pathname);
  const bytes = file ? await readFile(file).catch(() => null) : null;
  if (!file || !bytes) return refusal(404);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  });
}

const PASSED_HEADERS = ['content-type', 'content-length', 'cache-control', 'etag', 'last-modified'];

async function askService(
  target: string,
  request: Request,
  host: Host | null,
  fetcher: typeof fetch,
): Promise<Response> {
  if (!host) return refusal(503);
  const { method, signal, body } = request;
  const headers = { authorization: `Bearer ${host.token}` };
  const options: RequestInit = { method, signal, headers, redirect: 'error', ...(body && { body, duplex: 'half' }) };
  const answer = await fetcher(new URL(target, host.url), options).catch(() => null);
  if (!answer) return refusal(503);
  const passed = PASSED_HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new Response(answer.body, {
    status: answer.status,
    // The page draws pictures on canvases that it reads back, which a foreign origin must allow.
    headers: [...passed, ['access-control-allow-origin', APP_ORIGIN], ['x-content-type-options', 'nosniff']],
  });
}

function refusal(status: number): Response {
  return new Response(null, { status });
}
