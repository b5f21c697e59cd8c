// The doctor's findings as they are shown: what is still open of them, how grave each is, and what one click does about it.
import { type Dataset, type DatasetReport, type Finding } from '#contract/dataset.ts';
import type { SetFix } from '../../../state/datasets.svelte.ts';

/** Nothing can be learned from these, or not without more: red. All others are worth a look: amber. */
const GRAVE = new Set<Finding['kind']>(['unreadable', 'too-few']);
/** What most of the pictures have is what the set is like, and no outlier to be left out with all others. */
const MOST = 0.5;

export type Severity = 'loss' | 'attention';

export function severityOf({ kind }: Finding): Severity {
  return GRAVE.has(kind) ? 'loss' : 'attention';
}

/**
 * Without the files that were left out or cropped since. What is missing is told from the sets as they are now, not from
 * the report.
 */
export function openFindings(report: DatasetReport, sets: readonly Dataset[]): Finding[] {
  const leftOut = new Set(sets.flatMap((set) => set.leftOut));
  const cropped = new Set(sets.flatMap((set) => Object.keys(set.crops)));
  return report.findings.flatMap((finding) => {
    if (finding.kind === 'too-few') return [];
    const isOpen = finding.files.map((file) => !leftOut.has(file) && !(finding.fix === 'crop' && cropped.has(file)));
    const only = <T>(list: T[] | undefined) => list?.filter((_, index) => isOpen[index]);
    if (finding.files.length > 0 && !isOpen.includes(true)) return [];
    return [{ ...finding, files: only(finding.files) ?? [], same: only(finding.same), crops: only(finding.crops) }];
  });
}

/** Whether one click can do something: crop where the parts to keep are known, otherwise leave out. */
export function fixOf({ fix, crops, files }: Finding): 'leave-out' | 'crop' | null {
  if (files.length === 0 || fix === 'none') return null;
  return fix === 'crop' && crops ? 'crop' : 'leave-out';
}

/** What the doctor would do himself: not what only the user can judge, nor what most of the pictures have. */
export function fixedWithAll(finding: Finding, pictures: number): boolean {
  const advised = finding.fix === 'leave-out' || (finding.fix === 'crop' && finding.crops !== undefined);
  return advised && (finding.kind === 'unreadable' || finding.files.length <= pictures * MOST);
}

/** One fix for each set that has files of it. */
export function fixesFor(finding: Finding, sets: readonly Dataset[]): SetFix[] {
  return sets.flatMap((set): SetFix[] => {
    const own = finding.files.flatMap((file, index) => (liesIn(set, file) ? [{ file, index }] : []));
    if (own.length === 0) return [];
    if (fixOf(finding) === 'leave-out') return [{ id: set.id, fix: leaveOut(own.map(({ file }) => file)) }];
    const crops = own.flatMap(({ file, index }) => {
      const crop = finding.crops?.[index];
      return crop ? [[file, crop] as const] : [];
    });
    return [{ id: set.id, fix: { fix: 'crop', crops: Object.fromEntries(crops) } }];
  });
}

function leaveOut(files: string[]): SetFix['fix'] {
  return { fix: 'leave-out', files };
}

/** Whether a file is of this set: below one of its folders, or one of its single files. */
export function liesIn({ places }: Pick<Dataset, 'places'>, file: string): boolean {
  return places.some((place) => {
    const folder = place.replace(/[\\/]$/, '');
    return file === folder || (file.startsWith(folder) && /^[\\/]/.test(file.slice(folder.length)));
  });
}
