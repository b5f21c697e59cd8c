// Zip files of stored entries, as `zip-write.ts` makes them: listed from their end, each entry proved by its checksum.
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

/** Thrown for what is no zip file, and for one that is damaged or cut off. */
export class NoZip extends Error {}

export type ZipEntry = { name: string; bytes: number; crc: number; at: number };

const END = { signature: 0x06054b50, bytes: 22 };
const LISTED = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const STORED = 0;

async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, at);
  if (bytesRead < bytes) throw new NoZip('cut off');
  return buffer;
}

function entriesIn(list: Buffer, count: number): { name: string; bytes: number; crc: number; header: number }[] {
  const entries = [];
  for (let at = 0, k = 0; k < count; k++) {
    if (at + LISTED.bytes > list.length || list.readUInt32LE(at) !== LISTED.signature) throw new NoZip('no list');
    const [nameBytes, extra, comment] = [28, 30, 32].map((offset) => list.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const bytes = list.readUInt32LE(at + 24);
    if (list.readUInt16LE(at + 10) !== STORED || list.readUInt32LE(at + 20) !== bytes) throw new NoZip('compressed');
    const name = list.toString('utf8', at + LISTED.bytes, at + LISTED.bytes + nameBytes);
    entries.push({ name, bytes, crc: list.readUInt32LE(at + 16), header: list.readUInt32LE(at + 42) });
    at += LISTED.bytes + nameBytes + extra + comment;
  }
  return entries;
}

/** Throws `NoZip`. */
export async function listZip(path: string): Promise<ZipEntry[]> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (size < END.bytes) throw new NoZip('too short');
    const end = await readAt(handle, size - END.bytes, END.bytes);
    if (end.readUInt32LE(0) !== END.signature) throw new NoZip('no end');
    const list = await readAt(handle, end.readUInt32LE(16), end.readUInt32LE(12));
    return await Promise.all(
      entriesIn(list, end.readUInt16LE(10)).map(async ({ header, ...entry }) => {
        const local = await readAt(handle, header, LOCAL.bytes);
        if (local.readUInt32LE(0) !== LOCAL.signature) throw new NoZip('no header');
        return { ...entry, at: header + LOCAL.bytes + local.readUInt16LE(26) + local.readUInt16LE(28) };
      }),
    );
  } finally {
    await handle.close();
  }
}

/** Throws `NoZip` if what it wrote is not what was put in. */
export async function extract(path: string, { bytes, crc, at }: ZipEntry, output: string): Promise<void> {
  let sum = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
  });
  const sink = createWriteStream(output, { flags: 'wx' });
  if (bytes === 0) await pipeline([], sink);
  else await pipeline(createReadStream(path, { start: at, end: at + bytes - 1 }), meter, sink);
  if (sum !== crc) throw new NoZip('damaged');
}
