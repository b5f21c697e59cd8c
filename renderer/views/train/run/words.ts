// What a run says of itself, in the words of the language in use.
import { type HealthNote, type TrainingProgress } from '#contract/run-folder.ts';
import { type ParameterValue, type Run } from '#contract/training.ts';
import { formatNumber, formatPercent } from '../../../i18n/format.ts';
import { type Locale, type MessageKey, translate } from '../../../i18n/translate.ts';

/** Names of losses and metrics; one that is not here is shown as its recipe calls it. */
const CURVES: Record<string, MessageKey> = {
  loss: 'run.curveLoss',
  generatorLoss: 'run.curveGeneratorLoss',
  discriminatorLoss: 'run.curveDiscriminatorLoss',
  realRight: 'run.curveRealRight',
  fakeRight: 'run.curveFakeRight',
  unlike: 'run.curveUnlike',
  cycleError: 'run.curveCycleError',
  difference: 'run.curveDifference',
  classError: 'run.curveClassError',
  slope: 'run.curveSlope',
  distance: 'run.curveDistance',
  gradientNorm: 'run.curveGradientNorm',
  content: 'run.curveContent',
  style: 'run.curveStyle',
  kid: 'run.curveKid',
  fid: 'run.curveFid',
  precision: 'run.curvePrecision',
  recall: 'run.curveRecall',
  diversity: 'run.curveDiversity',
  psnrY: 'run.curvePsnrY',
  ssim: 'run.curveSsim',
  cycle: 'run.curveCycle',
  identity: 'run.curveIdentity',
};

export function curveName(name: string, locale: Locale): string {
  const key = CURVES[name];
  return key ? translate(locale, key as 'run.curveLoss') : name;
}

/** A note in the language in use; the engine's own English where its values are missing. */
export function healthSentence({ kind, text, values }: HealthNote, locale: Locale): string {
  const { percent, since, back, times } = values;
  switch (kind) {
    case 'good':
      return translate(locale, 'run.good');
    case 'judge-too-strong':
    case 'judge-too-weak': {
      if (percent === undefined) return text;
      const key = kind === 'judge-too-strong' ? 'run.judgeTooStrong' : 'run.judgeTooWeak';
      return translate(locale, key, { percent: formatPercent(percent / 100, locale) });
    }
    case 'collapsing':
      return since === undefined || back === undefined ? text : translate(locale, 'run.collapsing', { since, back });
    case 'rolled-back':
      return times === undefined ? text : translate(locale, 'run.rolledBack', { n: times });
  }
}

type Told = Pick<Run, 'status'>;

/** How the run is, in a sentence. `ahead`: the run that trains before it. */
export function statusSentence(
  { status }: Told,
  progress: Pick<TrainingProgress, 'stage'> | undefined,
  ahead: Pick<Run, 'name'> | undefined,
  locale: Locale,
): string {
  switch (status) {
    case 'waiting':
      return ahead
        ? translate(locale, 'run.waitingBehind', { name: ahead.name })
        : translate(locale, 'run.waitingFree');
    case 'running':
      return stageSentence(progress?.stage ?? 'compiling', locale);
    case 'paused':
      return translate(locale, 'run.pausedSentence');
    case 'stopped':
      return translate(locale, 'run.stoppedSentence');
    case 'interrupted':
      return translate(locale, 'run.interruptedSentence');
    case 'failed':
      return translate(locale, 'run.failedSentence');
    case 'done':
      return translate(locale, 'run.doneSentence');
  }
}

function stageSentence(stage: TrainingProgress['stage'], locale: Locale): string {
  const keys = {
    compiling: 'run.compiling',
    training: 'run.early',
    measuring: 'run.measuring',
    held: 'run.held',
    exporting: 'run.exporting',
  } as const;
  return translate(locale, keys[stage]);
}

/** `3.4 steps per second`, or `2.1 s per step` where that says more. */
export function speedWords(stepsPerSecond: number, locale: Locale): string {
  if (stepsPerSecond >= 1) {
    const speed = formatNumber(stepsPerSecond, locale, stepsPerSecond < 10 ? 1 : 0);
    return translate(locale, 'run.stepsPerSecond', { speed });
  }
  const seconds = formatNumber(1 / stepsPerSecond, locale, stepsPerSecond > 0.1 ? 1 : 0);
  return translate(locale, 'run.secondsPerStep', { seconds });
}

/** The value of a parameter; a dash where there is none. */
export function valueWords(value: ParameterValue | undefined, locale: Locale): string {
  if (value === undefined) return '–';
  if (typeof value === 'boolean') return translate(locale, value ? 'run.on' : 'run.off');
  return typeof value === 'number' ? formatNumber(value, locale, 8) : value;
}
