// What the doctor found, in plain words of the user's language.
import { type DatasetReport, type Finding } from '#contract/dataset.ts';
import { type Locale, translate } from '../../../i18n/translate.ts';

export type FindingContext = { report: DatasetReport; size: number | undefined };

/** Text of a chip: `2 cannot be read`. */
export function chipText({ kind, files: { length: n } }: Finding, locale: Locale): string {
  switch (kind) {
    case 'unreadable':
      return translate(locale, 'train.foundUnreadable', { n });
    case 'duplicate':
      return translate(locale, 'train.foundDuplicate', { n });
    case 'near-duplicate':
      return translate(locale, 'train.foundNearDuplicate', { n });
    case 'blurred':
      return translate(locale, 'train.foundBlurred', { n });
    case 'dark':
      return translate(locale, 'train.foundDark', { n });
    case 'flat':
      return translate(locale, 'train.foundFlat', { n });
    case 'too-small':
      return translate(locale, 'train.foundTooSmall', { n });
    case 'aspect':
      return translate(locale, 'train.foundAspect', { n });
    case 'border':
      return translate(locale, 'train.foundBorder', { n });
    case 'grey':
      return translate(locale, 'train.foundGrey', { n });
    case 'transparent':
      return translate(locale, 'train.foundTransparent', { n });
    case 'too-few':
      return translate(locale, 'train.foundTooFew');
    case 'imbalance':
      return translate(locale, 'train.foundImbalance');
  }
}

/** What it means and what to do. */
export function meaning(finding: Finding, { report, size }: FindingContext, locale: Locale): string {
  switch (finding.kind) {
    case 'unreadable':
      return translate(locale, 'train.meansUnreadable');
    case 'duplicate':
      return translate(locale, 'train.meansDuplicate');
    case 'near-duplicate':
      return translate(locale, 'train.meansNearDuplicate');
    case 'blurred':
      return translate(locale, 'train.meansBlurred');
    case 'dark':
      return translate(locale, 'train.meansDark');
    case 'flat':
      return translate(locale, 'train.meansFlat');
    case 'too-small':
      return size === undefined ? finding.advice : translate(locale, 'train.meansTooSmall', { size });
    case 'aspect':
      return translate(locale, 'train.meansAspect');
    case 'border':
      return translate(locale, 'train.meansBorder');
    case 'grey':
      return translate(locale, 'train.meansGrey');
    case 'transparent':
      return translate(locale, 'train.meansTransparent');
    case 'too-few':
      return finding.advice;
    case 'imbalance':
      return imbalance(report, locale);
  }
}

function imbalance({ classes, content, images }: DatasetReport, locale: Locale): string {
  const sorted = Object.entries(classes).sort(([, a], [, b]) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least && most && least !== most) {
    return translate(locale, 'train.meansClassImbalance', {
      few: least[1],
      small: least[0],
      many: most[1],
      large: most[0],
    });
  }
  const data = images - content;
  return translate(locale, 'train.meansSideImbalance', { few: Math.min(data, content), many: Math.max(data, content) });
}
