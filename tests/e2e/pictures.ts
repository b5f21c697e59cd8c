// Pictures for the end-to-end tests, cut from the sample photo so that models see something natural.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const SAMPLE = path.resolve(import.meta.dirname, '../../resources/samples/snow-trees.jpg');

/** A crop of the sample photo; `n` chooses the place. */
export async function photo(file: string, width: number, height: number, n = 0): Promise<string> {
  mkdirSync(path.dirname(file), { recursive: true });
  const left = 40 + ((n * 97) % (840 - width - 40));
  await sharp(SAMPLE).extract({ left, top: 60, width, height }).toFile(file);
  return file;
}

/** Files that only look like pictures. */
export function hostileFiles(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const files: [string, Buffer][] = [
    ['empty.jpg', Buffer.alloc(0)],
    ['letter.jpg', Buffer.from('Dear reader, this is no picture.')],
    // A PNG header that promises 100 000 × 100 000 pixels.
    ['bomb.png', Buffer.from('89504e470d0a1a0a0000000d49484452000186a0000186a00802000000', 'hex')],
  ];
  return files.map(([name, bytes]) => {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    return file;
  });
}
