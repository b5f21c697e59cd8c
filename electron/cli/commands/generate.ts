// atelier generate --model ID
import { resolve } from 'node:path';
import { InterpolateSettings, MovieFormat } from '#contract/generate.ts';
import { keepGenerated, keepWay } from '../../service/index.ts';
import { EXIT, note, printJson, printLines, UsageError } from '../console.ts';
import { modelOf, numberOf, wholeOf } from '../numbers.ts';
import { percent } from '../percent.ts';
import { duration } from '../progress-line.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

type GenerateFlags = CommonOptions & {
  model: string;
  count?: string;
  seed?: string;
  truncation?: string;
  class?: string;
  mixSeed?: string;
  mixFrom?: string;
  to?: string;
  frames?: string;
  format?: string;
  out?: string;
};

const MOST = 10_000;
const MOST_SEED = 2 ** 32 - 1 - MOST;
/** Half of the layers of most models: the shape of one, the colours of the other. */
const MIX_FROM = 4;

function truncationOf(text: string | undefined): number {
  const value = text === undefined ? 1 : numberOf('truncation', text);
  if (value >= 0 && value <= 2) return value;
  throw new UsageError('--truncation must be from 0 (the most usual picture) to 2; 1 is as learned.');
}

function mixOf({ mixSeed, mixFrom }: GenerateFlags): { seed: number; from: number } | undefined {
  const seed = wholeOf('mix-seed', mixSeed, 0, MOST_SEED);
  const from = wholeOf('mix-from', mixFrom, 0, 100);
  if (seed !== undefined) return { seed, from: from ?? MIX_FROM };
  if (from !== undefined) throw new UsageError('--mix-from needs --mix-seed: whose styles to take from there on.');
  return undefined;
}

/** Throws for flags that only make sense with the other form of the command. */
function refuse(flags: GenerateFlags, names: readonly (keyof GenerateFlags)[], why: string): void {
  const given = names.find((name) => flags[name] !== undefined);
  const flag = given?.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (flag) throw new UsageError(`--${flag} ${why}`);
}

/** With `--to`: the way between two seeds. */
function wayOf(flags: GenerateFlags, from: number) {
  const to = wholeOf('to', flags.to, 0, MOST_SEED);
  if (to === undefined) {
    refuse(flags, ['frames', 'format'], 'needs --to: the seed at the other end of the way.');
    return undefined;
  }
  refuse(flags, ['count', 'mixSeed', 'mixFrom'], 'does not go together with --to.');
  const format = MovieFormat.safeParse(flags.format ?? 'webp');
  if (!format.success) throw new UsageError(`--format must be one of ${MovieFormat.options.join(', ')}.`);
  return { from, to, frames: wholeOf('frames', flags.frames, 2, 240), format: format.data };
}

export function generate(flags: GenerateFlags): Promise<number> {
  const model = modelOf(flags.model);
  const seed = wholeOf('seed', flags.seed, 0, MOST_SEED) ?? 0;
  const way = wayOf(flags, seed);
  const count = wholeOf('count', flags.count, 1, MOST) ?? 16;
  const mix = mixOf(flags);
  const common = { model, truncation: truncationOf(flags.truncation), class: flags.class };
  const seeds = Array.from({ length: count }, (_, k) => seed + k);
  const out = resolve(flags.out ?? model);
  return withWorkshop(flags, async ({ core }, signal) => {
    const started = performance.now();
    const following = { signal, onProgress: percent.onProgress };
    const making = way
      ? keepWay(core, InterpolateSettings.parse({ ...common, ...way }), following, out)
      : keepGenerated(core, { ...common, seeds, mix }, following, out);
    const { images, ...made } = await making.finally(percent.end);
    const seconds = (performance.now() - started) / 1000;
    const paths = images.flatMap(({ path }) => path ?? []);
    if (flags.json) {
      const each = { status: 'done', width: made.size, height: made.size, seconds: made.seconds / paths.length };
      const files = paths.map((output) => ({ input: null, output, ...each }));
      printJson({ command: 'generate', model, device: core.devices.chosenIfKnown(), seconds, files });
    } else {
      printLines(paths);
      note(`${paths.length} ${paths.length === 1 ? 'file' : 'files'} in ${duration(seconds)}.`);
    }
    return EXIT.ok;
  });
}
