// rpc: models, upscaling, and the queue.
import type { Handlers } from '#contract/rpc.ts';
import { targetSize } from '#contract/upscale.ts';
import type { Core } from '../core.ts';
import { modelPixels } from '../item-task.ts';
import { tryModels } from '../trials.ts';

type WorkMethods = Extract<keyof Handlers, `${'models' | 'upscale' | 'jobs'}.${string}`>;

export function workHandlers(core: Core): Pick<Handlers, WorkMethods> {
  const { models, queue } = core;
  return {
    'models.list': async () => ({ models: await models.list() }),
    'models.measure': ({ model }) => models.measure(model),
    'models.import': ({ path }) => models.import(path),
    'models.export': async ({ model, path }) => {
      await models.export(model, path);
      return null;
    },

    'upscale.estimate': async ({ width, height, settings }) => {
      const { card } = await models.find(settings.model, 'upscale');
      const speed = models.speedOf(card.id);
      const size = targetSize(settings.target, width, height);
      const pixels = modelPixels({ kind: 'upscale', settings }, card, { width, height });
      return { ...size, seconds: speed === null ? null : pixels / 1e6 / speed };
    },
    'upscale.try': async (args) => ({ trials: await tryModels(core, args) }),

    'jobs.list': () => ({ jobs: queue.list() }),
    'jobs.items': ({ jobId }) => ({ items: queue.items(jobId) }),
    'jobs.upscale': async ({ settings, items }) => {
      // A job that can only fail is refused at once.
      await models.find(settings.model, 'upscale');
      return queue.create({ kind: 'upscale', settings }, items);
    },
    'jobs.restyle': async ({ settings, items }) => {
      await models.find(settings.model, 'translate');
      return queue.create({ kind: 'restyle', settings }, items);
    },
    'jobs.add': ({ jobId, items }) => queue.add(jobId, items),
    'jobs.pause': ({ jobId }) => queue.pause(jobId),
    'jobs.resume': ({ jobId }) => queue.resume(jobId),
    'jobs.cancel': ({ jobId, itemId }) => queue.cancel(jobId, itemId),
    'jobs.retry': ({ jobId, itemId }) => queue.retry(jobId, itemId),
    'jobs.move': ({ jobId, position }) => ({ jobs: queue.move(jobId, position) }),
    'jobs.clear': () => ({ jobs: queue.clear() }),
  };
}
