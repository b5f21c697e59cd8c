// atelier generate --model ID
import { resolve } from 'node:path';
import { generatePictures } from '../../service/index.ts';
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
  out?: string;
};

const MOST = 10_000;
const MOST_SEED = 2 ** 32 - 1 - MOST;

function truncationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = numberOf('truncation', text);
  if (value >= 0 && value <= 2) return value;
  throw new UsageError('--truncation must be from 0 (the most usual picture) to 2; 1 is as learned.');
}

export function generate(flags: GenerateFlags): Promise<number> {
  const model = modelOf(flags.model);
  const count = wholeOf('count', flags.count, 1, MOST) ?? 16;
  const seed = wholeOf('seed', flags.seed, 0, MOST_SEED) ?? 0;
  const options = { model, count, seed, truncation: truncationOf(flags.truncation), class: flags.class };
  const out = resolve(flags.out ?? model);
  return withWorkshop(flags, async ({ core }, signal) => {
    const started = performance.now();
    const { onProgress } = percent;
    const made = await generatePictures(core, options, out, { signal, onProgress }).finally(percent.end);
    const seconds = (performance.now() - started) / 1000;
    if (flags.json) {
      const each = { status: 'done', width: made.size, height: made.size, seconds: made.seconds / count };
      const files = made.files.map((output) => ({ input: null, output, ...each }));
      printJson({ command: 'generate', model, device: core.devices.chosenIfKnown(), seconds, files });
    } else {
      printLines(made.files);
      note(`${made.files.length} pictures in ${duration(seconds)}.`);
    }
    return EXIT.ok;
  });
}
