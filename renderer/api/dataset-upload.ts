// Files of a browser into a dataset, each with its folder below what was dropped.
import { z } from 'zod';
import { cancelled, toWireError, WireError } from '#contract/errors.ts';
import { type DatasetId } from '#contract/ids.ts';
import { type DroppedFile } from './dropped.ts';
import { worthSending } from './upload.ts';

const AT_ONCE = 3;
const Refused = z.object({ error: WireError });

export type UploadProgress = { done: number; total: number; bytes: number; allBytes: number };

/**
 * Sends files a few at a time. Resolves with the refusals by name: one that fails stops no other. Rejects with `cancelled`
 * when `signal` is aborted; what was sent by then stays in the dataset.
 */
export async function uploadToDataset(
  id: DatasetId,
  dropped: DroppedFile[],
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: UploadProgress) => void },
): Promise<WireError[]> {
  const files = worthSending(dropped);
  const allBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const failures: WireError[] = [];
  let [next, done, bytes] = [0, 0, 0];
  const worker = async () => {
    for (let item = files[next++]; item; item = files[next++]) {
      if (signal.aborted) throw cancelled();
      const failure = await upload(id, item, signal);
      if (failure) failures.push(failure);
      bytes += item.file.size;
      onProgress({ done: ++done, total: files.length, bytes, allBytes });
    }
  };
  onProgress({ done, total: files.length, bytes, allBytes });
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failures;
}

async function upload(
  dataset: DatasetId,
  { file, relativeDir }: DroppedFile,
  signal: AbortSignal,
): Promise<WireError | null> {
  try {
    const query = new URLSearchParams({ dataset, dir: relativeDir, name: file.name });
    const answer = await fetch(`upload?${query}`, { method: 'POST', body: file, signal });
    return answer.ok ? null : Refused.parse(await answer.json()).error;
  } catch (error) {
    if (signal.aborted) throw cancelled();
    return toWireError(error, file.name);
  }
}
