// What the doctor says about a dataset as a whole: too few pictures for a recipe, and sides or classes out of balance.
import { type DatasetNeeds, type Finding } from '#contract/dataset.ts';
import { type Patient } from './doctor.ts';

/** A class or a folder with so many times the pictures of another is learned instead of it. */
const CLASSES_APART = 3;
const SIDES_APART = 8;

/** `about`: what was found of single pictures; what is to be left out for good reasons does not count. */
export function findingsAboutSets(
  patients: readonly Patient[],
  about: readonly Finding[],
  needs: DatasetNeeds | undefined,
): Finding[] {
  const useless = new Set(
    about.filter(({ kind }) => ['unreadable', 'duplicate', 'flat'].includes(kind)).flatMap(({ files }) => files),
  );
  const usable = patients.filter(({ file }) => !useless.has(file));
  const data = usable.filter(({ side }) => side === 'data');
  const content = usable.filter(({ side }) => side === 'content');
  const classes = new Map<string, number>();
  for (const { class: name } of data) if (name !== undefined) classes.set(name, (classes.get(name) ?? 0) + 1);
  return [
    ...(needs ? tooFew(data.length, content.length, classes.size, needs) : []),
    ...(needs?.data === 'classes' ? classBalance(classes) : []),
    // Where one picture is enough, a style is learned from few and applied to many.
    ...(needs?.content && needs.atLeast > 1 ? sideBalance(data.length, content.length) : []),
  ];
}

function tooFew(data: number, content: number, classes: number, needs: DatasetNeeds): Finding[] {
  const advice: string[] = [];
  const few = (count: number, where: string) =>
    `There are ${count} usable pictures${where}, and at least ${needs.atLeast} are needed. Add some, or choose something that learns from fewer.`;
  if (data < needs.atLeast) advice.push(few(data, needs.content ? ' in the first folder' : ''));
  if (needs.content && content < needs.atLeast) advice.push(few(content, ' in the second folder'));
  if (needs.data === 'classes' && classes < 2) {
    advice.push('It learns the difference between kinds of pictures. Put each kind into a sub-folder with its name.');
  }
  return advice.map((text) => ({ kind: 'too-few', files: [], advice: text, fix: 'none' }));
}

function classBalance(classes: ReadonlyMap<string, number>): Finding[] {
  const sorted = [...classes].sort(([, a], [, b]) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most || most[1] <= CLASSES_APART * least[1]) return [];
  return imbalance(
    `“${most[0]}” has ${most[1]} pictures and “${least[0]}” ${least[1]}: the small one will be learned badly. Add pictures to it.`,
  );
}

function sideBalance(data: number, content: number): Finding[] {
  const [few, many] = [Math.min(data, content), Math.max(data, content)];
  if (few === 0 || many <= SIDES_APART * few) return [];
  const which = data < content ? 'first' : 'second';
  return imbalance(
    `One folder has ${many} pictures and the other ${few}: the ${which} one will be learned by heart. Add pictures to it.`,
  );
}

function imbalance(advice: string): Finding[] {
  return [{ kind: 'imbalance', files: [], advice, fix: 'none' }];
}
