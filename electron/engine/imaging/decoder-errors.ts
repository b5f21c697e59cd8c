// Turns what sharp throws into failures a user can act on, and lets an operation be left before it ends.
import { basename } from 'node:path';
import { cancelled, UserError } from '#contract/errors.ts';

/** A failure of libvips while it read `file`. */
export function readError(error: unknown, file: string): UserError {
  const text = error instanceof Error ? error.message : String(error);
  const name = basename(file);
  if (error instanceof UserError) return error;
  if (/pixel limit|dimensions .*exceed|too (big|large)/i.test(text)) return tooLarge(file);
  if (/^timeout/i.test(text)) {
    return new UserError('bad-input', `“${name}” took too long to read.`, {
      hint: 'The file may be damaged or made to be slow: open and save it in another program first.',
      source: file,
      cause: error,
    });
  }
  if (isDiskFull(text)) return diskFull(error);
  if (isUnwritable(text)) return unwritable(error);
  return new UserError('corrupt', `“${name}” is damaged: it cannot be read to its end.`, {
    hint: 'The copy or download may have been interrupted: get the file again.',
    source: file,
    cause: error,
  });
}

export function tooLarge(file: string, size?: { width: number; height: number; limit: number }): UserError {
  const pixels = size
    ? ` (${size.width} × ${size.height} pixels, at most ${Math.floor(size.limit / 1e6)} megapixels)`
    : '';
  return new UserError('bad-input', `“${basename(file)}” is too large${pixels}.`, {
    hint: 'Make it smaller or cut it into parts in another program first.',
    source: file,
  });
}

/** A failure of libvips while it wrote an output. */
export function writeError(error: unknown, output: string): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (isDiskFull(text)) return diskFull(error, output);
  if (isUnwritable(text)) return unwritable(error, output);
  if (/out of memory|unable to allocate|cannot allocate/i.test(text)) {
    return new UserError('out-of-memory', `There is not enough memory to encode “${basename(output)}”.`, {
      hint: 'Choose JPEG, PNG or TIFF, which are written in strips, or a smaller size.',
      source: output,
      cause: error,
    });
  }
  return error;
}

function isDiskFull(text: string): boolean {
  return /no space left|ENOSPC|disk full|quota exceeded/i.test(text);
}

function isUnwritable(text: string): boolean {
  return /open for write|write error|unable to write|unable to create|EACCES|EROFS|EPERM/i.test(text);
}

function unwritable(cause: unknown, source?: string): UserError {
  return new UserError('bad-input', 'The file cannot be written there.', {
    hint: 'Choose a folder that exists and that you may write to.',
    source,
    cause,
  });
}

export function diskFull(cause?: unknown, source?: string): UserError {
  return new UserError('disk-full', 'The disk is full.', {
    hint: 'Free some space or choose another folder.',
    source,
    cause,
  });
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

/** How soon a file goes that libvips only opens after the work was left. */
const REMOVE_MS = 50;

/**
 * The result of `work`, or `cancelled` as soon as the signal says so. libvips cannot be stopped in the middle:
 * until it is done, `remove` takes away what it still writes.
 */
export async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal, remove: () => void): Promise<T> {
  throwIfCancelled(signal);
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => {
      const again = setInterval(remove, REMOVE_MS);
      const end = (): void => {
        clearInterval(again);
        remove();
      };
      work.then(end, end);
      reject(cancelled());
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    if (leave) signal.removeEventListener('abort', leave);
  }
}
