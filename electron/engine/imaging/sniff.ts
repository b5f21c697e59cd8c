// Tells what a file is from its first bytes, before any decoder sees it.
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { UserError } from '#contract/errors.ts';

export const READABLE = ['JPEG', 'PNG', 'WebP', 'AVIF', 'TIFF', 'GIF'] as const;
const HINT = `Readable are ${READABLE.join(', ')}. Save the picture as one of these in the program it comes from.`;

type Verdict = { readable: true } | { readable: false; name: string | undefined };

/** Throws `UserError` naming the file: `not-found`, `bad-input` (empty, a folder, not a picture) or `unsupported` (a known other format). */
export async function assertPicture(file: string): Promise<void> {
  const name = basename(file);
  const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new UserError('not-found', `“${name}” is not there.`, {
      hint: 'It may have been moved, renamed or deleted.',
      source: file,
    });
  });
  if (!facts.isFile()) throw new UserError('bad-input', `“${name}” is not a file.`, { source: file, hint: HINT });
  if (facts.size === 0) {
    throw new UserError('bad-input', `“${name}” is empty (0 bytes).`, {
      hint: 'The copy or download may have been interrupted: get the file again.',
      source: file,
    });
  }
  const verdict = judge(await firstBytes(file), extname(file).slice(1).toLowerCase());
  if (verdict.readable) return;
  if (verdict.name) {
    throw new UserError('unsupported', `“${name}” is ${verdict.name}, which cannot be read.`, {
      hint: HINT,
      source: file,
    });
  }
  throw new UserError('bad-input', `“${name}” is not a picture.`, { hint: HINT, source: file });
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const RAW_EXTENSIONS = new Set([
  'dng',
  'nef',
  'nrw',
  'cr2',
  'arw',
  'srf',
  'sr2',
  'orf',
  'pef',
  'rw2',
  'raf',
  '3fr',
  'iiq',
]);

function judge(head: Buffer, extension: string): Verdict {
  const text = head.toString('latin1');
  const other = (name: string | undefined): Verdict => ({ readable: false, name });
  if (text.startsWith('\xff\xd8\xff') || text.startsWith('\x89PNG\r\n\x1a\n') || /^GIF8[79]a/.test(text))
    return { readable: true };
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return { readable: true };
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) {
    return RAW_EXTENSIONS.has(extension) || text.slice(8, 10) === 'CR'
      ? other('a camera’s RAW file')
      : { readable: true };
  }
  if (text.slice(4, 8) === 'ftyp') return judgeBoxes(text);
  const known: [RegExp, string][] = [
    [/^8BPS/, 'a Photoshop document'],
    [/^BM/, 'a BMP picture'],
    [/^\0\0\x01\0/, 'an icon file'],
    [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'a JPEG XL picture'],
    [/^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, 'a JPEG 2000 picture'],
    [/^%PDF/, 'a PDF document'],
    [/^\s*(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)?<svg/i, 'an SVG drawing'],
    [/^(FUJIFILMCCD-RAW|IIU\0|IIRO)/, 'a camera’s RAW file'],
    [/^\x76\x2f\x31\x01/, 'an OpenEXR picture'],
  ];
  return other(known.find(([magic]) => magic.test(text))?.[1]);
}

/** ISO base media files: AVIF, HEIC and video differ in the brands they list. */
function judgeBoxes(text: string): Verdict {
  const brands = text.slice(8);
  if (/avi[fs]/.test(brands)) return { readable: true };
  if (/hei[cxms]|hev[cxms]|mif1|msf1/.test(brands)) return { readable: false, name: 'a HEIC picture' };
  return { readable: false, name: /crx /.test(brands) ? 'a camera’s RAW file' : 'a video' };
}
