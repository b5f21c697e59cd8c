// Writes small TIFF files with EXIF in every dialect, independently of the studio's own code.

/** A field's tag, type and values; a rational is two values. */
export type Field = [tag: number, type: 1 | 2 | 3 | 4 | 5 | 7, values: readonly number[] | string];
export type Dialect = { little: boolean; big: boolean };

const BYTES = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 7: 1 } as const;

export const CAMERA: Field[] = [
  [0x010f, 2, 'Acme'],
  [0x0110, 2, 'Acme One'],
  [0x8298, 2, 'Ada 2026'],
];
export const PHOTO: Field[] = [
  [0x829a, 5, [1, 125]],
  [0x829d, 5, [28, 10]],
  [0x8827, 3, [200]],
  [0x9000, 7, '0232'],
  [0x9003, 2, '2026:01:31 12:34:56'],
  [0xa002, 4, [32]],
  [0xa003, 4, [24]],
  [0xa434, 2, 'Acme 35mm'],
];
export const GPS: Field[] = [
  [1, 2, 'N'],
  [2, 5, [51, 1, 30, 1, 3230, 100]],
  [3, 2, 'W'],
  [4, 5, [0, 1, 7, 1, 0, 1]],
];

type Parts = { image?: Field[]; photo?: Field[]; gps?: Field[]; thumbnail?: boolean };

class Bytes {
  private readonly parts: Buffer[] = [];
  private readonly dialect: Dialect;
  length = 0;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  number(value: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    if (this.dialect.little) buffer.writeUIntLE(value, 0, Math.min(bytes, 6));
    else buffer.writeUIntBE(value, Math.max(0, bytes - 6), Math.min(bytes, 6));
    return buffer;
  }

  /** Returns where the bytes are. */
  add(bytes: Buffer): number {
    if (this.length % 2) this.push(Buffer.alloc(1));
    const position = this.length;
    this.push(bytes);
    return position;
  }

  directory(fields: Field[], next = 0): number {
    const wide = this.dialect.big ? 8 : 4;
    const entries = fields
      .toSorted(([a], [b]) => a - b)
      .map(([tag, type, values]) => {
        const list = typeof values === 'string' ? [...Buffer.from(values + (type === 2 ? '\0' : ''))] : values;
        const value = Buffer.concat(list.map((each) => this.number(each, BYTES[type])));
        const field = value.length <= wide ? value : this.number(this.add(value), wide);
        const count = type === 5 ? list.length / 2 : list.length;
        const head = [this.number(tag, 2), this.number(type, 2), this.number(count, wide)];
        return Buffer.concat([...head, field, Buffer.alloc(wide - field.length)]);
      });
    const count = this.number(fields.length, this.dialect.big ? 8 : 2);
    return this.add(Buffer.concat([count, ...entries, this.number(next, wide)]));
  }

  private push(bytes: Buffer): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }

  whole(first: number): Buffer {
    const { little, big } = this.dialect;
    const all = Buffer.concat(this.parts);
    const order = Buffer.from(little ? 'II' : 'MM');
    const version = this.number(big ? 43 : 42, 2);
    const more = big ? [this.number(8, 2), this.number(0, 2), this.number(first, 8)] : [this.number(first, 4)];
    Buffer.concat([order, version, ...more]).copy(all);
    return all;
  }
}

/** An RGB picture of 32 × 24 with the fields given; its samples are `samplesOf(depth)`. */
export function writeTiff(dialect: Dialect, depth: 8 | 16, parts: Parts): Buffer {
  const bytes = new Bytes(dialect);
  bytes.add(Buffer.alloc(16));
  const pixels = Buffer.concat(samplesOf(depth).map((value) => bytes.number(value, depth / 8)));
  const strip = bytes.add(pixels);
  const layout: Field[] = [
    [0x0100, 4, [32]],
    [0x0101, 4, [24]],
    [0x0102, 3, [depth, depth, depth]],
    [0x0103, 3, [1]],
    [0x0106, 3, [2]],
    [0x0111, 4, [strip]],
    [0x0115, 3, [3]],
    [0x0116, 4, [24]],
    [0x0117, 4, [pixels.length]],
  ];
  return finish(bytes, parts, layout);
}

/** The same fields as a bare EXIF block. */
export function writeBlock(little: boolean, parts: Parts): Buffer {
  const bytes = new Bytes({ little, big: false });
  bytes.add(Buffer.alloc(16));
  return finish(bytes, parts, []);
}

function finish(bytes: Bytes, { image = [], photo, gps, thumbnail }: Parts, layout: Field[]): Buffer {
  const pointers: Field[] = [];
  if (photo) pointers.push([0x8769, 4, [bytes.directory(photo)]]);
  if (gps) pointers.push([0x8825, 4, [bytes.directory(gps)]]);
  const next = thumbnail ? bytes.directory([[0x0103, 3, [6]]]) : 0;
  return bytes.whole(bytes.directory([...layout, ...image, ...pointers], next));
}

export function samplesOf(depth: 8 | 16): number[] {
  return Array.from({ length: 32 * 24 * 3 }, (_, i) => (i * 37) % (depth === 16 ? 65536 : 256));
}
