// POST /upload: one file from a browser, streamed into the library or, with `dataset`, into the folder of a dataset.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toWireError } from '#contract/errors.ts';
import type { Ingest } from '../ingest.ts';
import { safeFolders, safeSegment } from '../output-name.ts';
import type { DatasetUploads } from '../training/dataset-upload.ts';

/**
 * Answers `{image, relativeDir}`, or 422 with `{error}` if the file is not a readable picture; for a dataset `{file}`, where
 * any file is taken.
 */
export async function serveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { ingest, uploads }: { ingest: Ingest; uploads: DatasetUploads },
): Promise<void> {
  const name = safeSegment(url.searchParams.get('name') ?? '');
  const relativeDir = safeFolders(url.searchParams.get('dir') ?? '');
  const dataset = url.searchParams.get('dataset');
  let status = 200;
  let answer: object;
  try {
    answer =
      dataset === null
        ? { image: await ingest.stream(request, name), relativeDir }
        : { file: await uploads.take(dataset, relativeDir, name, request) };
  } catch (error) {
    status = 422;
    answer = { error: toWireError(error, name) };
  }
  // An upload that was refused half-way still has bytes on the line, which nobody will read.
  const headers = { 'content-type': 'application/json', ...(status === 422 && { connection: 'close' }) };
  response.writeHead(status, headers).end(JSON.stringify(answer));
}
