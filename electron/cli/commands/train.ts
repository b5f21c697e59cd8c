// atelier train <recipe> --data FOLDER, or --resume RUN
import type { Run } from '#contract/training.ts';
import type { Plan, Workshop } from '../../service/index.ts';
import { asUsage, EXIT, note, printJson, printLines } from '../console.ts';
import { duration } from '../progress-line.ts';
import { checkFlags, checkSame, lengthOf, settingsOf, type TrainFlags } from '../train-options.ts';
import { TrainingLine } from '../training-line.ts';
import { withWorkshop } from '../workshop.ts';

function howToResume(run: Pick<Run, 'id'>, more = ''): string {
  return `atelier train --resume ${run.id.slice(0, 8)}${more}`;
}

async function planOf({ core }: Workshop, recipe: string | undefined, flags: TrainFlags): Promise<Plan> {
  const { training } = core;
  if (flags.resume === undefined) {
    const description = await asUsage(training.recipe(recipe ?? ''));
    return asUsage(training.plan(settingsOf(description, flags)));
  }
  const plan = await asUsage(training.planResume(flags.resume, lengthOf(flags)));
  checkSame(plan.run, await training.recipe(plan.run.recipe), recipe, flags);
  return plan;
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
  const plan = await planOf(workshop, recipe, flags);
  const { id, name } = plan.run;
  const line = new TrainingLine();
  note(`${name} (${id.slice(0, 8)}): ${plan.pictures.data.length + plan.pictures.content.length} pictures`);
  try {
    const onProgress = line.update.bind(line);
    const ended = await workshop.core.training.train(plan, { signal, onProgress });
    line.end();
    report(workshop, ended, flags.json ?? false);
    const far = `${ended.step} steps in ${duration(ended.seconds)}`;
    if (ended.status === 'stopped') note(`Stopped and kept after ${far}. Go on with: ${howToResume(ended)}`);
    else note(`Done: ${far}. More: ${howToResume(ended, ` --steps ${2 * ended.step}`)}`);
    return EXIT.ok;
  } catch (error) {
    line.end();
    note(`What was learned by then is kept. Go on with: ${howToResume(plan.run)}`);
    throw error;
  }
}

export function train(recipe: string | undefined, flags: TrainFlags): Promise<number> {
  // Wrong flags are told before a library is opened or a folder looked at.
  checkFlags(recipe, flags);
  return withWorkshop(flags, (workshop, signal) => run(workshop, recipe, flags, signal), { lasting: true });
}
