// What the doctor says about single pictures: those that cannot be used, add nothing, or would teach the wrong thing.
import { type Finding, type FindingKind } from '#contract/dataset.ts';
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
  const framed = readable.flatMap(({ file, examined: { inside } }) => (inside ? [{ file, inside }] : []));
  const grey = readable.filter(({ examined }) => examined.grey);
  const transparent = readable.filter(({ examined }) => examined.alpha);
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
    ...found('aspect', long, 'crop', (n) =>
      `${n} more than twice as long as wide: of the whole only the middle is used. Crop to the part that matters.`),
    ...found('border', framed, 'crop', (n) =>
      `${n} with a frame of one colour, which would be learned as part of the picture. Crop it away.`)
      .map((finding) => ({ ...finding, crops: framed.map(({ inside }) => inside) })),
    ...found('grey', mixed, 'leave-out', (n) =>
      `${n} without colour among pictures in colour: results may come out grey. Leave out, unless they are meant.`),
    ...found('transparent', transparent, 'convert', (n) =>
      `${n} with transparent parts, which are shown as white. Convert to a picture on the ground you want.`),
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
  const width = pairs && side === 'data' ? examined.width / 2 : examined.width;
  return { short: Math.min(width, examined.height), long: Math.max(width, examined.height) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
