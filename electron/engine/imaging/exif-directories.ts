// The directories of EXIF (CIPA DC-008 2.32, section 4.6), which are the same in a block inside a JPEG and in a TIFF file.
import {
  directorySize,
  type Entry,
  layOutDirectory,
  numberEntry,
  openTiff,
  type RawEntry,
  type Read,
  readDirectory,
  readEntry,
  TYPE,
  unsigned,
} from './tiff-directory.ts';

/** `image`: what the first directory says about the picture and not about how its pixels are stored. */
export type Exif = { image: Entry[]; photo: Entry[]; gps: Entry[]; interop: Entry[] };

export const POINTER = { photo: 0x8769, gps: 0x8825, interop: 0xa005 } as const;
const POINTERS: readonly number[] = Object.values(POINTER);
/** What all values may take: many fields of a hostile file can point to the same bytes. */
const MOST_BYTES = 3_000_000;
const TAG = { pixelWidth: 0xa002, pixelHeight: 0xa003 } as const;

/** Name, title, camera, software, time, author, computer, copyright; rating; title, comment, author, keywords and subject of Windows. */
const IMAGE_TAGS = new Set([
  0x010d, 0x010e, 0x010f, 0x0110, 0x011d, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298, 0x4746, 0x4749, 0x9c9b, 0x9c9c,
  0x9c9d, 0x9c9e, 0x9c9f,
]);

/**
 * What a TIFF, classic or Big, of either byte order says about its first picture, without thumbnail and orientation. Fields that
 * are damaged are left out; `undefined` if there is nothing. Private data of makers (0x927c) is carried as it is.
 */
export function readExifDirectories(read: Read): Exif | undefined {
  const tiff = openTiff(read);
  const first = tiff && readDirectory(read, tiff.dialect, tiff.first);
  if (!first) return undefined;
  const { dialect } = tiff;
  let room = MOST_BYTES;
  const entriesOf = (raw: readonly RawEntry[]): Entry[] =>
    raw.flatMap((given) => {
      const entry = POINTERS.includes(given.tag) || room <= 0 ? undefined : readEntry(read, dialect, given);
      room -= entry?.value.length ?? 0;
      return entry ?? [];
    });
  const follow = (raw: readonly RawEntry[], tag: number): RawEntry[] => {
    const pointer = raw.find((entry) => entry.tag === tag);
    if (!pointer) return [];
    // LONG, IFD, LONG8 or IFD8: one number, as long as its type says.
    const { value } = readEntry(read, dialect, pointer) ?? { value: Buffer.alloc(0) };
    if (value.length !== 4 && value.length !== 8) return [];
    return readDirectory(read, dialect, unsigned(value, 0, value.length, true))?.entries ?? [];
  };
  const photo = follow(first.entries, POINTER.photo);
  const exif = {
    image: entriesOf(first.entries.filter(({ tag }) => IMAGE_TAGS.has(tag))),
    photo: entriesOf(photo),
    gps: entriesOf(follow(first.entries, POINTER.gps)),
    interop: entriesOf(follow(photo, POINTER.interop)),
  };
  return exif.image.length + exif.photo.length + exif.gps.length > 0 ? exif : undefined;
}

/** The same with the picture's new size, where it was stated. */
export function withPixelSize(exif: Exif, { width, height }: { width: number; height: number }): Exif {
  const photo = exif.photo.map((entry) => {
    if (entry.tag === TAG.pixelWidth) return numberEntry(entry.tag, TYPE.long, width);
    return entry.tag === TAG.pixelHeight ? numberEntry(entry.tag, TYPE.long, height) : entry;
  });
  return { ...exif, photo };
}

/**
 * The first directory with `first` as its entries besides the pointers, and those it points to, as they have to stand from
 * `position` (a multiple of 8) on. `next`: where the directory of the next page is.
 */
export function layOutExif(
  first: readonly (Entry | RawEntry)[],
  { photo, gps, interop }: Omit<Exif, 'image'>,
  position: number,
  big: boolean,
  next = 0,
): Buffer {
  const type = big ? TYPE.ifd8 : TYPE.long;
  // A pointer takes the same room wherever it points to.
  const pointTo = (tag: number, to: number, present: boolean): Entry[] => (present ? [numberEntry(tag, type, to)] : []);
  const inner = [interop.length > 0, photo.length > 0 || interop.length > 0, gps.length > 0] as const;
  const firstWith = (photoAt: number, gpsAt: number) => [
    ...first,
    ...pointTo(POINTER.photo, photoAt, inner[1]),
    ...pointTo(POINTER.gps, gpsAt, inner[2]),
  ];
  const photoWith = (interopAt: number) => [...photo, ...pointTo(POINTER.interop, interopAt, inner[0])];
  const photoAt = position + directorySize(firstWith(0, 0), big);
  const gpsAt = photoAt + (inner[1] ? directorySize(photoWith(0), big) : 0);
  const interopAt = gpsAt + (inner[2] ? directorySize(gps, big) : 0);
  return Buffer.concat([
    layOutDirectory(firstWith(photoAt, gpsAt), position, big, next),
    ...(inner[1] ? [layOutDirectory(photoWith(interopAt), photoAt, big)] : []),
    ...(inner[2] ? [layOutDirectory(gps, gpsAt, big)] : []),
    ...(inner[0] ? [layOutDirectory(interop, interopAt, big)] : []),
  ]);
}
