// GET /media/…: pictures by opaque address.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toWireError } from '#contract/errors.ts';
import type { MediaFiles } from '../media.ts';
import { sendFile } from './send-file.ts';

/** A picture opened as a page of its own runs nothing and sees nothing. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

function attachment(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export async function serveMedia(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  media: MediaFiles,
): Promise<void> {
  try {
    const found = await media.find(url.pathname.slice('/media/'.length));
    if (!found) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    if ('pyramid' in found) {
      const type = { 'content-type': 'application/json', 'cache-control': 'no-cache' };
      response.writeHead(200, { ...HEADERS, ...type }).end(JSON.stringify(found.pyramid));
      return;
    }
    const download = url.searchParams.get('download');
    await sendFile(request, response, found.file, {
      ...HEADERS,
      'content-type': found.type,
      // The address of a stored file is the hash of its content.
      'cache-control': found.lasting ? 'private, max-age=31536000, immutable' : 'no-store',
      ...(download !== null && { 'content-disposition': attachment(download) }),
    });
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(422, { ...HEADERS, 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: toWireError(error) }));
  }
}
