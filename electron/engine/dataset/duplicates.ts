// Pictures that are in a dataset more than once: pixel for pixel, or the same one saved, resized or cropped a little otherwise.
import { type Finding } from '#contract/dataset.ts';
import { type Examined } from './examine-picture.ts';
import { closePairs } from './perceptual-hash.ts';

/** Bits in which the hashes of near duplicates differ: saved anew at low quality 2, with 4 % cut off mostly 4 to 6, unrelated photos over 14. */
const NEAR = 6;

type Readable = { file: string; side: 'data' | 'content'; examined: Examined };
/** A picture and the one that it is a copy of. */
type Copy = [Readable, Readable];

/** Names the copies within each folder; of near duplicates the one with most pixels stays. */
export function duplicateFindings(patients: readonly Readable[]): Finding[] {
  const copies: Copy[] = [];
  const near: Copy[] = [];
  for (const wanted of ['data', 'content']) {
    const { copies: equal, others } = equalCopies(patients.filter(({ side }) => side === wanted));
    copies.push(...equal);
    near.push(...nearCopies(others));
  }
  return [
    ...finding('duplicate', copies, 'in here more than once, pixel for pixel'),
    ...finding('near-duplicate', near, 'nearly the same as another: saved again, resized or shot twice'),
  ];
}

function equalCopies(patients: readonly Readable[]): { copies: Copy[]; others: Readable[] } {
  const first = new Map<string, Readable>();
  const copies: Copy[] = [];
  for (const patient of patients) {
    const original = first.get(patient.examined.pixels);
    if (original) copies.push([patient, original]);
    else first.set(patient.examined.pixels, patient);
  }
  return { copies, others: [...first.values()] };
}

function finding(kind: 'duplicate' | 'near-duplicate', copies: Copy[], what: string): Finding[] {
  if (copies.length === 0) return [];
  const pictures = copies.length === 1 ? '1 picture is' : `${copies.length} pictures are`;
  return [
    {
      kind,
      files: copies.map(([copy]) => copy.file),
      same: copies.map(([, original]) => original.file),
      advice: `${pictures} ${what}. What is there twice counts twice and is learned by heart. Leave the copies out.`,
      fix: 'leave-out',
    },
  ];
}

/** Each copy with the one to keep. A chain of neighbours is one group: each is near to some other of it. */
function nearCopies(patients: readonly Readable[]): Copy[] {
  const group = patients.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (group[root] !== root) root = group[root] ?? root;
    return root;
  };
  const hashes = patients.map(({ examined }) => examined.hash);
  for (const [a, b] of closePairs(hashes, NEAR)) group[Math.max(rootOf(a), rootOf(b))] = Math.min(rootOf(a), rootOf(b));
  const kept = new Map<number, Readable>();
  patients.forEach((patient, index) => {
    const best = kept.get(rootOf(index));
    if (!best || pixels(patient) > pixels(best)) kept.set(rootOf(index), patient);
  });
  return patients.flatMap((patient, index): Copy[] => {
    const best = kept.get(rootOf(index));
    return best && best !== patient ? [[patient, best]] : [];
  });
}

function pixels({ examined }: Readable): number {
  return examined.width * examined.height;
}
