// rpc: a picture in a learned style, before any job in the queue.
import type { Handlers } from '#contract/rpc.ts';
import type { Core } from '../core.ts';
import { restylePixels } from '../item-task.ts';
import { RestylePreviews } from '../restyle-preview.ts';

type RestyleMethods = Extract<keyof Handlers, `restyle.${string}`>;

export function restyleHandlers(core: Core): Pick<Handlers, RestyleMethods> {
  const { models } = core;
  const previews = new RestylePreviews(core);
  return {
    'restyle.preview': (args) => previews.show(args),
    'restyle.estimate': async ({ width, height, look }) => {
      const { card } = await models.find(look.model, 'translate');
      const speed = models.speedOf(card.id);
      return { seconds: speed === null ? null : restylePixels(look, { width, height }) / 1e6 / speed };
    },
  };
}
