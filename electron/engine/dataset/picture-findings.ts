// What the doctor says about single pictures: those that cannot be used, add nothing, or would teach the wrong thing.
import { type Crop, type Finding, type FindingKind } from '#contract/dataset.ts';
import { duplicateFindings } from './duplicates.ts';
import { type Patient } from './doctor.ts';
import { type Examined, FLAT } from './examine-picture.ts';

/** Mean luma below which hardly anything is seen. */
const DARK = 0.06;
/** Blurred is what has so much less fine structure than is usual in the dataset, or hardly any where the others have some. */
const BLURRED_SHARE = 1 / 20;
const BLURRED = 0.01;
/** Of a picture longer than this, more than half is lost when it is cropped to a square. */
const LONGEST = 2;

export function findingsAboutPictures(
  patients: readonly Patient[],
  { side, pairs }: { side: number | undefined; pairs: boolean },
): Finding[] {
  const unreadable = patients.filter(({ examined }) => !examined);
  const readable = patients.filter((patient): patient is Readable => patient.examined !== undefined);
  const shape = (patient: Readable) => shown(patient, pairs);
  const flat = readable.filter(({ examined }) => examined.contrast < FLAT);
  const visible = readable.filter((patient) => !flat.includes(patient));
  const dark = visible.filter(({ examined }) => examined.brightness < DARK);
  const usual = median(visible.map(({ examined }) => examined.sharpness));
  const least = Math.max(usual > BLURRED ? BLURRED : 0, BLURRED_SHARE * usual);
  const small = side === undefined ? [] : readable.filter((patient) => shape(patient).short < side);
  // What is enlarged has little fine structure in any case.
  const blurred = visible.filter((patient) => patient.examined.sharpness < least && !small.includes(patient));
  const long = readable.filter((patient) => shape(patient).long > LONGEST * shape(patient).short);
  const framed = readable.flatMap((patient) => {
    const { inside } = patient.examined;
    return inside ? [{ file: patient.file, inside: isPair(patient, pairs) ? evenSides(patient, inside) : inside }] : [];
  });
  // A frame comes first: without it the shape is another.
  const cropped = long.filter(({ examined }) => !examined.inside);
  const grey = readable.filter(({ examined }) => examined.grey);
  const transparent = readable.filter(({ examined }) => examined.transparent);
  const mixed = grey.length < readable.length ? grey : [];

  return [
    ...found('unreadable', unreadable, 'leave-out', (n) =>
      `${n} cannot be read: damaged, incomplete or not a picture. Leave out, or get the file again.`),
    ...duplicateFindings(readable),
    ...found('flat', flat, 'leave-out', (n) =>
      `${n} of a single tone, without anything to learn from. Leave out.`),
    ...found('dark', dark, 'leave-out', (n) =>
      `${n} so dark that hardly anything can be seen: the result would become darker. Leave out, or brighten first.`),
    ...found('blurred', blurred, 'leave-out', (n) =>
      `${n} much less sharp than the rest: the result would become softer. Look at them, and leave out what is out of focus.`),
    ...found('too-small', small, 'leave-out', (n) =>
      `${n} smaller than the ${side} pixels that are trained at: enlarged pictures teach blur. Leave out, or choose a smaller size.`),
    ...found('aspect', cropped, pairs ? 'leave-out' : 'crop', (n) =>
      `${n} more than twice as long as wide: of the whole only the middle is used. Crop to the part that matters.`)
      .map((finding) => (pairs ? finding : { ...finding, crops: cropped.map(middle) })),
    ...found('border', framed, 'crop', (n) =>
      `${n} with a frame of one colour, which would be learned as part of the picture. Crop it away.`)
      .map((finding) => ({ ...finding, crops: framed.map(({ inside }) => inside) })),
    ...found('grey', mixed, 'leave-out', (n) =>
      `${n} without colour among pictures in colour: results may come out grey. Leave out, unless they are meant.`),
    ...found('transparent', transparent, few(transparent, readable) ? 'leave-out' : 'none', (n) =>
      `${n} with transparent parts, which are learned as white. Leave out, or save on the ground you want first.`),
  ]; // prettier-ignore
}

type Readable = Patient & { examined: Examined };

function found(
  kind: FindingKind,
  patients: readonly { file: string }[],
  fix: Finding['fix'],
  advice: (pictures: string) => string,
): Finding[] {
  const { length } = patients;
  if (length === 0) return [];
  const pictures = length === 1 ? '1 picture' : `${length} pictures`;
  return [{ kind, files: patients.map(({ file }) => file), advice: advice(pictures), fix }];
}

/** The sides of what a picture shows: a pair shows two things beside each other. */
function shown({ examined, side }: Readable, pairs: boolean): { short: number; long: number } {
  const width = isPair({ side }, pairs) ? examined.width / 2 : examined.width;
  return { short: Math.min(width, examined.height), long: Math.max(width, examined.height) };
}

function isPair({ side }: { side: 'data' | 'content' }, pairs: boolean): boolean {
  return pairs && side === 'data';
}

/** Whether those are so few that the others are meant and they are not. */
function few(some: readonly unknown[], all: readonly unknown[]): boolean {
  return 2 * some.length < all.length;
}

/** As much is cut off on the left as on the right, so that the middle stays between the two pictures. */
function evenSides({ examined, crop }: Readable, { x, y, width, height }: Crop): Crop {
  const left = Math.max(0, crop?.x ?? 0);
  const cut = Math.max(x - left, left + examined.width - (x + width));
  return { x: left + cut, y, width: examined.width - 2 * cut, height };
}

/** The square that would be used of a picture, which can be moved to what matters. */
function middle({ examined: { width, height }, crop }: Readable): Crop {
  const side = Math.min(width, height);
  const [left, top] = [Math.max(0, crop?.x ?? 0), Math.max(0, crop?.y ?? 0)];
  return {
    x: left + Math.floor((width - side) / 2),
    y: top + Math.floor((height - side) / 2),
    width: side,
    height: side,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
