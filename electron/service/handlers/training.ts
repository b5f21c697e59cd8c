// rpc: datasets, recipes and training runs.
import type { Handlers } from '#contract/rpc.ts';
import type { Core } from '../core.ts';
import { exportRun } from '../training/export-run.ts';
import { importRun } from '../training/import-run.ts';

type TrainingMethods = Extract<keyof Handlers, `${'recipes' | 'datasets' | 'train' | 'runs'}.${string}`>;

export function trainingHandlers(core: Core): Pick<Handlers, TrainingMethods> {
  const { datasets, doctor, events, models, recipes, training } = core;
  return {
    'recipes.list': async () => ({ recipes: await recipes.list() }),

    'datasets.list': async () => ({ datasets: await datasets.list() }),
    'datasets.create': ({ name, paths }) => datasets.create(name, paths),
    'datasets.add': ({ id, paths }) => datasets.add(id, paths),
    'datasets.rename': ({ id, name }) => datasets.rename(id, name),
    'datasets.remove': ({ id }) => {
      datasets.remove(id);
      return null;
    },
    'datasets.restore': ({ id }) => datasets.restore(id),
    'datasets.pictures': ({ id, offset, limit }) => datasets.pictures(id, offset, limit),
    'datasets.examine': async ({ data, content, recipe, size }) => {
      const sides = { data: datasets.row(data), content: content && datasets.row(content) };
      const purpose = { recipe: recipe === undefined ? undefined : await recipes.find(recipe), size };
      const onProgress = ({ progress }: { progress: number }) =>
        events.emit('dataset.progress', { id: data, progress });
      return doctor.examine(sides, purpose, { onProgress });
    },
    'datasets.fix': ({ id, fix }) => datasets.fix(id, fix),

    'train.estimate': (settings) => training.estimates.run(settings),
    'train.cancelEstimate': async () => {
      await training.estimates.cancel();
      return null;
    },
    'train.start': (settings) => training.start(settings),

    'runs.list': () => ({ runs: training.list() }),
    'runs.get': ({ id }) => training.detail(id),
    'runs.rename': ({ id, name }) => training.rename(id, name),
    'runs.pause': ({ id }) => training.pause(id),
    'runs.resume': ({ id, ...length }) => training.resume(id, length),
    'runs.stop': ({ id }) => training.stop(id),
    'runs.remove': async ({ id }) => {
      await training.remove(id);
      return null;
    },
    'runs.restore': ({ id }) => training.restore(id),
    'runs.use': async ({ id, step }) => {
      const model = await training.use(id, step);
      const entry = (await models.list()).find(({ card }) => card.id === model);
      if (!entry) throw new Error(`the model ${model} is gone`);
      return entry;
    },
    'runs.branch': ({ id, ...branching }) => training.branch(id, branching),
    'runs.export': async ({ id, path }) => {
      await exportRun(core, training.row(id), path);
      return null;
    },
    'runs.import': ({ path }) => importRun(core, path),
  };
}
