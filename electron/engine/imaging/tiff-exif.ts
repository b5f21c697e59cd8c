// EXIF of TIFF files, which libvips neither reads nor writes: taken out as a block for other formats, and put into finished files.
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { type Exif, layOutExif, POINTER, readExifDirectories, withPixelSize } from './exif-directories.ts';
import { numberEntry, openTiff, type Read, readDirectory, roundUp8, tiffHeader, TYPE } from './tiff-directory.ts';

const SIGNATURE = 'Exif\0\0';
const TAG = { orientation: 0x0112, makerNote: 0x927c } as const;
/** The most that a segment of a JPEG holds. */
const MOST_BLOCK_BYTES = 65_500;

/**
 * The EXIF of a TIFF file as the block that JPEG, PNG and WebP carry (`Exif`, two zeros, a little-endian TIFF); `undefined` if
 * it has none. A block too large for a JPEG goes without the camera maker's private data, nearly always what makes it so.
 */
export function readTiffExif(file: string): Buffer | undefined {
  const fd = openSync(file, 'r');
  try {
    const exif = readExifDirectories(fromFile(fd));
    if (!exif) return undefined;
    const block = toBlock(exif);
    if (block.length <= MOST_BLOCK_BYTES) return block;
    return toBlock({ ...exif, photo: exif.photo.filter(({ tag }) => tag !== TAG.makerNote) });
  } finally {
    closeSync(fd);
  }
}

/**
 * Puts an EXIF block into a little-endian TIFF file, as libvips writes it on every platform there is, for its first page: the new
 * directories go to the end, and the header is pointed to them last. Pixels and all other fields stay where they are. The
 * orientation becomes 1, the pixel size `size`. A block that cannot be read changes nothing.
 */
export function attachTiffExif(file: string, block: Buffer, size: { width: number; height: number }): void {
  const tiffInBlock = block.subarray(block.toString('latin1', 0, 6) === SIGNATURE ? 6 : 0);
  const read = readExifDirectories((position, length) => tiffInBlock.subarray(position, position + length));
  if (!read) return;
  const exif = withPixelSize(read, size);
  const fd = openSync(file, 'r+');
  try {
    const tiff = openTiff(fromFile(fd));
    const old = tiff && readDirectory(fromFile(fd), tiff.dialect, tiff.first);
    if (!old || !tiff.dialect.little) throw new Error(`not a little-endian TIFF: ${file}`);
    const { big } = tiff.dialect;
    const added = [...exif.image, numberEntry(TAG.orientation, TYPE.short, 1)];
    const replaced = new Set<number>([...added.map(({ tag }) => tag), POINTER.photo, POINTER.gps]);
    const first = [...old.entries.filter(({ tag }) => !replaced.has(tag)), ...added];
    const position = roundUp8(fstatSync(fd).size);
    const bytes = layOutExif(first, exif, position, big, old.next);
    writeSync(fd, bytes, 0, bytes.length, position);
    const header = tiffHeader(position, big);
    writeSync(fd, header, 0, header.length, 0);
  } finally {
    closeSync(fd);
  }
}

function toBlock(exif: Exif): Buffer {
  const header = tiffHeader(8, false);
  return Buffer.concat([Buffer.from(SIGNATURE, 'latin1'), header, layOutExif(exif.image, exif, header.length, false)]);
}

function fromFile(fd: number): Read {
  return (position, length) => {
    const bytes = Buffer.alloc(length);
    if (!Number.isSafeInteger(position)) return Buffer.alloc(0);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
  };
}
