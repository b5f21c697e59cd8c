// Examines a dataset before anybody trains on it: what is there, what will do harm, and what can be done about it.
import { type DatasetNeeds, type DatasetPicture, type DatasetReport } from '#contract/dataset.ts';
import { type DecodeLimits } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type Examined, examinePicture } from './examine-picture.ts';
import { findingsAboutPictures } from './picture-findings.ts';
import { findingsAboutSets } from './set-findings.ts';

export type Patient = DatasetPicture & { examined: Examined | undefined };

export type DoctorTask = {
  pictures: readonly DatasetPicture[];
  /** Of the recipe that is to be trained. */
  needs?: DatasetNeeds;
  /** Side of the pictures it trains on. */
  size?: number;
};

export type DoctorContext = {
  limits: DecodeLimits;
  signal: AbortSignal;
  onProgress: (done: number, all: number) => void;
};

/** Pictures in memory at once; of each at most one reduced copy stays. */
const AT_ONCE = 4;
const DEFAULT_SIDE = 256;
/** What makes a picture one that cannot be read, as opposed to a failure of the machine. */
const UNREADABLE = new Set(['bad-input', 'corrupt', 'unsupported', 'not-found']);

/** Throws `cancelled`, and what is wrong with the machine rather than with a picture. */
export async function examineDataset(
  { pictures, needs, size }: DoctorTask,
  { limits, signal, onProgress }: DoctorContext,
): Promise<DatasetReport> {
  const side = size ?? DEFAULT_SIDE;
  const patients: Patient[] = pictures.map((picture) => ({ ...picture, examined: undefined }));
  let [next, done] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let patient = patients[next++]; patient; patient = patients[next++]) {
      throwIfCancelled(signal);
      patient.examined = await examinePicture(patient, side, limits).catch(ifUnreadable);
      onProgress(++done, patients.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const readable = patients.flatMap(({ examined }) => examined ?? []);
  const about = findingsAboutPictures(patients, { side: size, pairs: needs?.data === 'pairs' });
  return {
    images: patients.length,
    readable: readable.length,
    classes: countBy(patients.flatMap(({ class: name }) => name ?? [])),
    content: patients.filter((patient) => patient.side === 'content').length,
    sides: sidesOf(readable),
    grey: readable.filter(({ grey }) => grey).length,
    transparent: readable.filter(({ transparent }) => transparent).length,
    findings: [...about, ...findingsAboutSets(patients, about, needs)],
  };
}

function ifUnreadable(error: unknown): undefined {
  if (error instanceof UserError && UNREADABLE.has(error.kind)) return undefined;
  throw error;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sidesOf(readable: readonly Examined[]): DatasetReport['sides'] {
  const sides = readable.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  const [least, median, most] = [sides[0], sides[Math.floor(sides.length / 2)], sides.at(-1)];
  return least === undefined || median === undefined || most === undefined ? undefined : { least, median, most };
}
