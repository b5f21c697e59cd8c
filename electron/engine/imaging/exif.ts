// EXIF as lines a photographer reads: camera, lens, exposure, date, place.
import readExif from 'exif-reader';

type Entry = { name: string; value: string };
type Group = Record<string, unknown>;

/** What is shown, in this order; the rest of EXIF is for programs. */
const SHOWN: [name: string, show: (tags: Group) => string | undefined][] = [
  ['Camera', (t) => joined(text(t['Make']), text(t['Model']))],
  ['Lens', (t) => text(t['LensModel'])],
  ['Taken', (t) => date(t['DateTimeOriginal'] ?? t['DateTimeDigitized'] ?? t['DateTime'])],
  ['Exposure time', (t) => exposure(t['ExposureTime'])],
  ['Aperture', (t) => unit(t['FNumber'], (n) => `f/${trim(n)}`)],
  ['ISO', (t) => unit(first(t['ISOSpeedRatings'] ?? t['PhotographicSensitivity']), String)],
  ['Focal length', (t) => unit(t['FocalLength'], (n) => `${trim(n)} mm`)],
  ['Focal length (35 mm)', (t) => unit(t['FocalLengthIn35mmFilm'], (n) => `${trim(n)} mm`)],
  ['Exposure bias', (t) => unit(t['ExposureBiasValue'], (n) => `${n > 0 ? '+' : ''}${trim(n)} EV`)],
  ['Flash', (t) => unit(t['Flash'], (n) => (n & 1 ? 'fired' : 'did not fire'))],
  ['Software', (t) => text(t['Software'])],
  ['Artist', (t) => text(t['Artist'])],
  ['Copyright', (t) => text(t['Copyright'])],
  ['Description', (t) => text(t['ImageDescription'])],
  ['Place', place],
  ['Altitude', (t) => unit(t['GPSAltitude'], (n) => `${trim(n)} m`)],
];

/** Entries of an EXIF block as sharp gives it; none if it cannot be parsed, because a damaged block must not hide the picture. */
export function exifEntries(block: Buffer): Entry[] {
  const tags = parse(block);
  return SHOWN.flatMap(([name, show]) => {
    const value = show(tags);
    return value ? [{ name, value }] : [];
  });
}

function parse(block: Buffer): Group {
  try {
    const { Image, Photo, GPSInfo } = readExif(block);
    return { ...Image, ...Photo, ...GPSInfo };
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.replaceAll('\0', '').trim() || undefined : undefined;
}

/** Makers often repeat their name in the model's. */
function joined(make: string | undefined, model: string | undefined): string | undefined {
  if (!make || !model) return make ?? model;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function unit(value: unknown, show: (n: number) => string): string | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? show(value) : undefined;
}

function exposure(value: unknown): string | undefined {
  return unit(value, (s) => (s > 0 && s < 0.3 ? `1/${Math.round(1 / s)} s` : `${trim(s)} s`));
}

/** EXIF times have no zone: they are shown as the camera's clock had them. */
function date(value: unknown): string | undefined {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined;
  return value.toISOString().slice(0, 19).replace('T', ' ');
}

function place(tags: Group): string | undefined {
  const [latitude, longitude] = [degrees(tags['GPSLatitude']), degrees(tags['GPSLongitude'])];
  if (latitude === undefined || longitude === undefined) return undefined;
  return `${latitude}° ${text(tags['GPSLatitudeRef']) ?? 'N'}, ${longitude}° ${text(tags['GPSLongitudeRef']) ?? 'E'}`;
}

function degrees(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const [d, m, s] = value.map(Number);
  const sum = (d ?? NaN) + (m ?? 0) / 60 + (s ?? 0) / 3600;
  return Number.isFinite(sum) ? sum.toFixed(5) : undefined;
}

function trim(n: number): string {
  return String(Number(n.toFixed(2)));
}
