// What the library shows of a picture: facts, thumbnails, and EXIF as readable lines.
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { throwIfCancelled } from './decoder-errors.ts';
import { describePicture } from './describe.ts';
import { exifEntries } from './exif.ts';
import { writeThumbnail } from './preview.ts';

/** Throws `UserError` naming the file: `not-found`, `bad-input`, `unsupported`, `corrupt`. */
export async function inspectPicture(
  { input, thumbnails, exif }: Extract<EngineTask, { task: 'inspect' }>,
  limits: DecodeLimits,
  signal: AbortSignal,
): Promise<EngineResults['inspect']> {
  const { info, metadata, notices } = await describePicture(input, limits);
  for (const { size, output } of thumbnails) {
    throwIfCancelled(signal);
    await writeThumbnail(input, size, output, limits);
  }
  return { info, exif: exif && metadata.exif ? exifEntries(metadata.exif) : [], notices };
}
