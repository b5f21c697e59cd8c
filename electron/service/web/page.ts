// The built page: its files, their types, and the rules a browser holds it to.
import { existsSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { places } from '../places.ts';
import { sendFile } from './send-file.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Inline styles are allowed because components place things with style attributes; inline scripts are not. */
function contentSecurityPolicy(port: number): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port} blob: data:`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function pageHeaders(port: number): OutgoingHttpHeaders {
  return {
    'content-security-policy': contentSecurityPolicy(port),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** The file below the built page that a path means; `null` for none, and for one that leads elsewhere. */
function pageFile(pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const file = resolve(places.renderer, `.${name === '/' ? '/index.html' : name}`);
  return file.startsWith(places.renderer + sep) && extname(file) in TYPES && existsSync(file) ? file : null;
}

export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  const file = pageFile(pathname);
  if (!file) {
    const unbuilt = pathname === '/' && !existsSync(join(places.renderer, 'index.html'));
    const text = unbuilt ? 'The page is not built yet: run “npm run build”.\n' : 'Not found.\n';
    response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(text);
    return;
  }
  // Built files carry a hash of their content in their name.
  const lasting = pathname.startsWith('/assets/');
  await sendFile(request, response, file, {
    ...headers,
    'content-type': TYPES[extname(file)],
    'cache-control': lasting ? 'max-age=31536000, immutable' : 'no-cache',
  });
}
