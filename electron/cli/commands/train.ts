// atelier train <recipe> --data FOLDER, or --resume RUN
import type { Run, TrainingEstimate } from '#contract/training.ts';
import type { Workshop } from '../../service/index.ts';
import { asUsage, EXIT, note, printJson, printLines } from '../console.ts';
import { duration } from '../progress-line.ts';
import { type Begun, checkFlags, checkSame, lengthOf, settingsOf, type TrainFlags } from '../train-options.ts';
import { TrainingLine } from '../training-line.ts';
import { withWorkshop } from '../workshop.ts';

function howToResume(run: Pick<Run, 'id'>, more = ''): string {
  return `atelier train --resume ${run.id.slice(0, 8)}${more}`;
}

/** What it will take, in one line. */
function described({ steps, secondsPerStep, seconds, bytes, freeBytes, diskBytes }: TrainingEstimate): string {
  const size = (count: number) => (count < 1e9 ? `${Math.ceil(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`);
  const time = `about ${duration(seconds)}: ${steps} steps of ${secondsPerStep.toPrecision(2)} s`;
  return `${time}, ${size(bytes)} of memory (${size(freeBytes)} free), ${size(diskBytes)} on the disk`;
}

function begunOf({ core }: Workshop, run: Run): Begun {
  const [folder] = core.datasets.row(run.data).places;
  const second = run.content === null ? undefined : core.datasets.row(run.content).places[0];
  return { ...run, folder, second };
}

async function begin(workshop: Workshop, recipe: string, flags: TrainFlags, signal: AbortSignal): Promise<Run> {
  const { datasets, recipes, training } = workshop.core;
  const description = await asUsage(recipes.find(recipe));
  const choosing = Promise.resolve().then(() => ({
    data: datasets.forFolder(flags.data ?? '').id,
    content: flags.content === undefined ? undefined : datasets.forFolder(flags.content).id,
  }));
  const settings = settingsOf(description, await asUsage(choosing), flags);
  note(described(await asUsage(training.estimates.run(settings, signal))));
  return asUsage(training.start(settings));
}

async function goOn(workshop: Workshop, recipe: string | undefined, flags: TrainFlags): Promise<Run> {
  const { recipes, training } = workshop.core;
  const finding = Promise.resolve().then(() => training.get(training.find(flags.resume ?? '').id));
  const run = await asUsage(finding);
  checkSame(begunOf(workshop, run), await recipes.find(run.recipe), recipe, flags);
  return asUsage(training.resume(run.id, lengthOf(flags)));
}

function report({ core }: Workshop, run: Run, json: boolean): void {
  const { id, name, recipe, status, step, seconds, stepsPerSecond, model } = run;
  if (json) {
    const metrics = core.training.metrics(id);
    printJson({ run: id, name, recipe, status, steps: step, seconds, stepsPerSecond, model, metrics });
    return;
  }
  if (model !== null) printLines([model]);
}

async function run(
  workshop: Workshop,
  recipe: string | undefined,
  flags: TrainFlags,
  signal: AbortSignal,
): Promise<number> {
  const resumed = flags.resume !== undefined;
  const begun = resumed ? await goOn(workshop, recipe, flags) : await begin(workshop, recipe ?? '', flags, signal);
  const line = new TrainingLine();
  note(`${begun.name} (${begun.id.slice(0, 8)})`);
  try {
    const onProgress = line.update.bind(line);
    const ended = await workshop.core.training.follow(begun.id, { signal, onProgress });
    line.end();
    report(workshop, ended, flags.json ?? false);
    const far = `${ended.step} steps in ${duration(ended.seconds)}`;
    if (ended.status === 'stopped') note(`Stopped and kept after ${far}. Go on with: ${howToResume(ended)}`);
    else note(`Done: ${far}. More: ${howToResume(ended, ` --steps ${2 * ended.step}`)}`);
    return EXIT.ok;
  } catch (error) {
    line.end();
    note(`What was learned by then is kept. Go on with: ${howToResume(begun)}`);
    throw error;
  }
}

export function train(recipe: string | undefined, flags: TrainFlags): Promise<number> {
  // Wrong flags are told before a library is opened or a folder looked at.
  checkFlags(recipe, flags);
  return withWorkshop(flags, (workshop, signal) => run(workshop, recipe, flags, signal), { lasting: true });
}
