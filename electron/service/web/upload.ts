// POST /upload: one picture from a browser, streamed into the library.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toWireError } from '#contract/errors.ts';
import type { LibraryImage } from '#contract/image.ts';
import type { Ingest } from '../ingest.ts';
import { safeFolders, safeSegment } from '../output-name.ts';

/** Answers `{image, relativeDir}`, or 422 with `{error}` if the file is not a readable picture. */
export async function serveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  ingest: Ingest,
): Promise<void> {
  const name = safeSegment(url.searchParams.get('name') ?? '');
  const relativeDir = safeFolders(url.searchParams.get('dir') ?? '');
  let status = 200;
  let answer: object;
  try {
    const image: LibraryImage = await ingest.stream(request, name);
    answer = { image, relativeDir };
  } catch (error) {
    status = 422;
    answer = { error: toWireError(error, name) };
  }
  // An upload that was refused half-way still has bytes on the line, which nobody will read.
  const headers = { 'content-type': 'application/json', ...(status === 422 && { connection: 'close' }) };
  response.writeHead(status, headers).end(JSON.stringify(answer));
}
