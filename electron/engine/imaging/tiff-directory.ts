// TIFF directories (TIFF 6.0 section 2, BigTIFF): read from either byte order, laid out in little-endian.

/** Bytes at a position; fewer, or none, where the file ends. */
export type Read = (position: number, length: number) => Buffer;

export type Dialect = { little: boolean; big: boolean };
/** A field as the directory has it: `field` is the value, or where it is if it is too long. */
export type RawEntry = { tag: number; type: number; count: number; field: Buffer };
/** A field with its value in little-endian. */
export type Entry = { tag: number; type: number; count: number; value: Buffer };

export const TYPE = { short: 3, long: 4, ifd8: 18 } as const;

/** Bytes of a value of each type, and of the units whose bytes are in the file's order (a rational is two of 4). 129: Exif 3.0 UTF-8. */
const SIZES: Record<number, readonly [bytes: number, unit: number]> = {
  1: [1, 1],
  2: [1, 1],
  3: [2, 2],
  4: [4, 4],
  5: [8, 4],
  6: [1, 1],
  7: [1, 1],
  8: [2, 2],
  9: [4, 4],
  10: [8, 4],
  11: [4, 4],
  12: [8, 8],
  13: [4, 4],
  16: [8, 8],
  17: [8, 8],
  18: [8, 8],
  129: [1, 1],
};

/** More than any camera writes; what is beyond comes from a damaged or hostile file. */
const MOST = { entries: 2000, valueBytes: 1_000_000 };

/** Bytes of the parts of a directory. */
const parts = (big: boolean) =>
  big ? { count: 8, entry: 20, number: 8, header: 16 } : { count: 2, entry: 12, number: 4, header: 8 };

/** The dialect and the position of the first directory; `undefined` if this is no TIFF. */
export function openTiff(read: Read): { dialect: Dialect; first: number } | undefined {
  const head = read(0, 16);
  const order = head.toString('latin1', 0, 2);
  if (head.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const little = order === 'II';
  const version = unsigned(head, 2, 2, little);
  if (version === 42) return { dialect: { little, big: false }, first: unsigned(head, 4, 4, little) };
  if (version !== 43 || head.length < 16) return undefined;
  return { dialect: { little, big: true }, first: unsigned(head, 8, 8, little) };
}

/** `undefined` if there is no whole directory at `position`. */
export function readDirectory(
  read: Read,
  { little, big }: Dialect,
  position: number,
): { entries: RawEntry[]; next: number } | undefined {
  const size = parts(big);
  const head = read(position, size.count);
  if (head.length < size.count) return undefined;
  const count = unsigned(head, 0, size.count, little);
  if (count > MOST.entries) return undefined;
  const bytes = read(position + size.count, count * size.entry + size.number);
  if (bytes.length < count * size.entry + size.number) return undefined;
  const entries = Array.from({ length: count }, (_, i) => {
    const at = i * size.entry;
    return {
      tag: unsigned(bytes, at, 2, little),
      type: unsigned(bytes, at + 2, 2, little),
      count: unsigned(bytes, at + 4, size.number, little),
      field: bytes.subarray(at + 4 + size.number, at + size.entry),
    };
  });
  return { entries, next: unsigned(bytes, count * size.entry, size.number, little) };
}

/** The field with its value; `undefined` if the value is cut off, too large, or of an unknown type. */
export function readEntry(read: Read, { little }: Dialect, { tag, type, count, field }: RawEntry): Entry | undefined {
  const [bytes, unit] = SIZES[type] ?? [0, 1];
  const length = bytes * count;
  if (length === 0 || length > MOST.valueBytes) return undefined;
  const stored = length <= field.length ? field : read(unsigned(field, 0, field.length, little), length);
  if (stored.length < length) return undefined;
  const value = Buffer.from(stored.subarray(0, length));
  if (!little && unit === 2) value.swap16();
  if (!little && unit === 4) value.swap32();
  if (!little && unit === 8) value.swap64();
  return { tag, type, count, value };
}

/** Bytes of a directory with the values that do not fit into it, ending on a boundary of 8. */
export function directorySize(entries: readonly (Entry | RawEntry)[], big: boolean): number {
  const size = parts(big);
  const values = entries.reduce((sum, entry) => sum + ('value' in entry ? outside(entry.value, big) : 0), 0);
  return roundUp8(roundUp8(size.count + entries.length * size.entry + size.number) + values);
}

/** The directory as it has to stand at `position` of a little-endian file. Raw entries keep their values where they are. */
export function layOutDirectory(
  entries: readonly (Entry | RawEntry)[],
  position: number,
  big: boolean,
  next = 0,
): Buffer {
  const size = parts(big);
  const bytes = Buffer.alloc(directorySize(entries, big));
  let free = roundUp8(size.count + entries.length * size.entry + size.number);
  putUnsigned(bytes, 0, size.count, entries.length);
  entries
    .toSorted((a, b) => a.tag - b.tag)
    .forEach((entry, i) => {
      const at = size.count + i * size.entry;
      bytes.writeUInt16LE(entry.tag, at);
      bytes.writeUInt16LE(entry.type, at + 2);
      putUnsigned(bytes, at + 4, size.number, entry.count);
      const field = at + 4 + size.number;
      if ('field' in entry) entry.field.copy(bytes, field);
      else if (outside(entry.value, big) === 0) entry.value.copy(bytes, field);
      else {
        putUnsigned(bytes, field, size.number, position + free);
        entry.value.copy(bytes, free);
        free += outside(entry.value, big);
      }
    });
  putUnsigned(bytes, size.count + entries.length * size.entry, size.number, next);
  return bytes;
}

/** The first bytes of a little-endian file whose first directory is at `first`. */
export function tiffHeader(first: number, big: boolean): Buffer {
  const header = Buffer.alloc(parts(big).header);
  header.write(big ? 'II+\0\b\0' : 'II*\0', 'latin1');
  putUnsigned(header, header.length - parts(big).number, parts(big).number, first);
  return header;
}

export function roundUp8(value: number): number {
  return Math.ceil(value / 8) * 8;
}

/** A field of one unsigned value. */
export function numberEntry(tag: number, type: (typeof TYPE)[keyof typeof TYPE], number: number): Entry {
  const value = Buffer.alloc(SIZES[type]?.[0] ?? 0);
  putUnsigned(value, 0, value.length, number);
  return { tag, type, count: 1, value };
}

/** Bytes a value takes outside the directory. */
function outside(value: Buffer, big: boolean): number {
  return value.length <= parts(big).number ? 0 : roundUp8(value.length);
}

/** Beyond 2⁵³ the result is not exact; no file is that long. */
export function unsigned(bytes: Buffer, at: number, length: number, little: boolean): number {
  if (length === 8) return Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return little ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
}

function putUnsigned(bytes: Buffer, at: number, length: number, value: number): void {
  if (length === 8) bytes.writeBigUInt64LE(BigInt(value), at);
  else bytes.writeUIntLE(value, at, length);
}
