// Uncompressed pictures on disk in libvips' native format, so that no picture is ever whole in memory: 64-byte header, rows, metadata as XML.
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { type Rect } from '#contract/rpc.ts';

export type Depth = 8 | 16;
/** Bands 1 and 3 are grey and RGB, 2 and 4 the same with alpha last (not premultiplied). */
export type Layout = { width: number; height: number; bands: 1 | 2 | 3 | 4; depth: Depth };
/** Interleaved samples of a rectangle, row by row: 0..255 or 0..65535. */
export type Samples = Uint8Array | Uint16Array;

const HEADER_BYTES = 64;
const MAGIC = 0x08f2a6b6; // read as little-endian, the byte order of every platform Node runs on
const FIELD = { width: 4, height: 8, bands: 12, format: 20, coding: 24, space: 28, xRes: 32, yRes: 36, origin: 48 };
const FORMAT = { 8: 0, 16: 2 } as const;
const SPACE = { grey8: 1, rgb8: 22, rgb16: 25, grey16: 26 } as const;
const PIXELS_PER_MM_72_DPI = 72 / 25.4;
/** Facts about the input that are no longer true of a picture made from its first page at another size. */
const STALE_FIELDS =
  /^(jpeg-thumbnail-data|n-pages|n-subifds|page-height|loop|delay|gif-.*|vips-sequential|palette.*)$/;

export function samplesFor(depth: Depth, length: number): Samples {
  return depth === 16 ? new Uint16Array(length) : new Uint8Array(length);
}

/** A picture file of which rectangles are read and written. Synchronous: a rectangle is a few milliseconds of page cache. */
export class Raster {
  readonly file: string;
  readonly layout: Layout;
  private readonly fd: number;
  private readonly header: Buffer;

  private constructor(file: string, fd: number, layout: Layout, header: Buffer) {
    this.file = file;
    this.fd = fd;
    this.layout = layout;
    this.header = header;
  }

  /** Opens a file that libvips wrote. Throws on anything but 8- or 16-bit grey or RGB. */
  static open(file: string): Raster {
    const fd = openSync(file, 'r+');
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(fd, header, 0, HEADER_BYTES, 0);
    const format = header.readInt32LE(FIELD.format);
    const bands = header.readInt32LE(FIELD.bands);
    if (header.readUInt32LE(0) !== MAGIC || header.readInt32LE(FIELD.coding) !== 0 || !isBands(bands)) {
      closeSync(fd);
      throw new Error(`not a plain raster: ${file}`);
    }
    if (format !== FORMAT[8] && format !== FORMAT[16]) {
      closeSync(fd);
      throw new Error(`raster of sample format ${format}: ${file}`);
    }
    const [width, height] = [header.readInt32LE(FIELD.width), header.readInt32LE(FIELD.height)];
    return new Raster(file, fd, { width, height, bands, depth: format === FORMAT[16] ? 16 : 8 }, header);
  }

  /** An empty picture with the resolution of `like`, or 72 dpi; `appendMetadata` completes it. */
  static create(file: string, layout: Layout, like: Raster, keepResolution = true): Raster {
    const header = Buffer.from(like.header);
    if (!keepResolution) {
      header.writeFloatLE(PIXELS_PER_MM_72_DPI, FIELD.xRes);
      header.writeFloatLE(PIXELS_PER_MM_72_DPI, FIELD.yRes);
    }
    header.writeInt32LE(layout.width, FIELD.width);
    header.writeInt32LE(layout.height, FIELD.height);
    header.writeInt32LE(layout.bands, FIELD.bands);
    header.writeInt32LE(FORMAT[layout.depth], FIELD.format);
    header.writeInt32LE(SPACE[`${layout.bands < 3 ? 'grey' : 'rgb'}${layout.depth}`], FIELD.space);
    header.fill(0, FIELD.origin, FIELD.origin + 8);
    const fd = openSync(file, 'w+');
    writeSync(fd, header, 0, HEADER_BYTES, 0);
    const raster = new Raster(file, fd, layout, header);
    ftruncateSync(fd, raster.end);
    return raster;
  }

  private get sampleBytes(): number {
    return this.layout.depth / 8;
  }

  private get rowBytes(): number {
    return this.layout.width * this.layout.bands * this.sampleBytes;
  }

  private get end(): number {
    return HEADER_BYTES + this.rowBytes * this.layout.height;
  }

  /** Bytes of a picture of this layout on disk, without its metadata. */
  static bytes({ width, height, bands, depth }: Layout): number {
    return HEADER_BYTES + width * height * bands * (depth / 8);
  }

  read(rect: Rect): Samples {
    const { bands, depth } = this.layout;
    const samples = samplesFor(depth, rect.width * rect.height * bands);
    this.eachRow(rect, samples, (bytes, position) => readSync(this.fd, bytes, 0, bytes.byteLength, position));
    return samples;
  }

  write(rect: Rect, samples: Samples): void {
    this.eachRow(rect, samples, (bytes, position) => writeSync(this.fd, bytes, 0, bytes.byteLength, position));
  }

  private eachRow(rect: Rect, samples: Samples, move: (bytes: Uint8Array, position: number) => number): void {
    const pixelBytes = this.layout.bands * this.sampleBytes;
    const whole = rect.x === 0 && rect.width === this.layout.width;
    const [runs, runBytes] = whole ? [1, rect.height * this.rowBytes] : [rect.height, rect.width * pixelBytes];
    for (let run = 0; run < runs; run++) {
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset + run * runBytes, runBytes);
      const position = HEADER_BYTES + (rect.y + run) * this.rowBytes + rect.x * pixelBytes;
      if (move(bytes, position) !== runBytes) throw new Error(`short read or write in ${this.file}`);
    }
  }

  /** EXIF, XMP, IPTC and ICC as libvips stores them, without what no longer holds. */
  metadata(): Buffer {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.fd).size - this.end));
    readSync(this.fd, bytes, 0, bytes.length, this.end);
    const fields = bytes
      .toString('latin1')
      .replace(/ *<field [^>]*name="([^"]*)"[^>]*>[^]*?<\/field>\n?/g, (field, name) =>
        STALE_FIELDS.test(String(name)) ? '' : field,
      );
    return Buffer.from(fields, 'latin1');
  }

  /** Gives the picture an EXIF block that libvips did not find in the file it came from; its encoders write it. */
  addExif(block: Buffer): void {
    const field = `    <field type="VipsBlob" name="exif-data">${block.toString('base64')}</field>\n`;
    const metadata = this.metadata().toString('latin1');
    this.appendMetadata(
      Buffer.from(
        metadata.replace(/ *<\/meta>/, (end) => field + end),
        'latin1',
      ),
    );
  }

  /** Completes a created picture with the metadata of another, or replaces what it has. */
  appendMetadata(metadata: Buffer): void {
    ftruncateSync(this.fd, this.end);
    writeSync(this.fd, metadata, 0, metadata.length, this.end);
  }

  close(): void {
    closeSync(this.fd);
  }
}

function isBands(value: number): value is Layout['bands'] {
  return value >= 1 && value <= 4;
}
