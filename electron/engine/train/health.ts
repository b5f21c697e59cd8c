// How a run does, in plain words, from what was measured: how well the judge tells pictures apart, how different previews are.
import { type HealthNote, type PreviewLine, type StatisticsLine } from '#contract/run-folder.ts';

/** Lines of the statistics that are looked at together. */
const RECENT = 10;
/** Share of pictures that the judging net takes for what they are. A coin is right half of the time. */
const TOO_STRONG = 0.98;
const TOO_WEAK = 0.52;
/** A fall to less than this share of the most diverse preview is a collapse. */
const COLLAPSED = 0.4;

export function healthOf(
  statistics: readonly StatisticsLine[],
  previews: readonly PreviewLine[],
  rollBacks: number,
): HealthNote[] {
  const notes = [judge(statistics.slice(-RECENT)), collapse(previews), rolledBack(rollBacks)].filter((note) => !!note);
  if (notes.length > 0 || statistics.length < RECENT) return notes;
  return [{ kind: 'good', text: 'Nothing unusual: losses are finite and within bounds.', values: {} }];
}

/** From `realRight` and `fakeRight`, which recipes with a discriminator return. */
function judge(lines: readonly StatisticsLine[]): HealthNote | undefined {
  const right = lines.flatMap(({ losses: { realRight, fakeRight } }) =>
    realRight === undefined || fakeRight === undefined ? [] : [(realRight + fakeRight) / 2],
  );
  if (right.length < RECENT) return undefined;
  const mean = right.reduce((sum, value) => sum + value, 0) / right.length;
  const percent = Math.round(100 * mean);
  const values = { percent };
  if (mean > TOO_STRONG) {
    return {
      kind: 'judge-too-strong',
      values,
      text: `The judging net is right about ${percent} % of the pictures, so the painting net learns little from it: lower the judge's rate or add pictures.`,
    };
  }
  if (mean < TOO_WEAK) {
    return {
      kind: 'judge-too-weak',
      values,
      text: `The judging net is right about only ${percent} % of the pictures, hardly more than by guessing: if previews stop getting better, raise its rate.`,
    };
  }
  return undefined;
}

/** The generator makes few different pictures although it made more before. */
function collapse(previews: readonly PreviewLine[]): HealthNote | undefined {
  const measured = previews.flatMap(({ step, diversity }) => (diversity === undefined ? [] : [{ step, diversity }]));
  const most = Math.max(0, ...measured.map(({ diversity }) => diversity));
  const varied = measured.filter(({ diversity }) => diversity >= COLLAPSED * most).at(-1);
  const since = varied && measured.find(({ step }) => step > varied.step);
  if (!varied || !since) return undefined;
  return {
    kind: 'collapsing',
    values: { since: since.step, back: varied.step },
    text: `The generator has collapsed to a few pictures since step ${since.step}: go back to step ${varied.step}.`,
  };
}

function rolledBack(times: number): HealthNote | undefined {
  if (times === 0) return undefined;
  return {
    kind: 'rolled-back',
    values: { times },
    text: `The numbers grew beyond all bounds ${times === 1 ? 'once' : `${times} times`}; the run went back to its last checkpoint each time. If it happens again, lower the learning rates.`,
  };
}
