// rpc: new pictures, to look at or to keep; each asking can be followed and cancelled by the name its caller gave it.
import { rm } from 'node:fs/promises';
import type { Handlers } from '#contract/rpc.ts';
import type { Core } from '../core.ts';
import type { RunOptions } from '../engine-process.ts';
import { generateInto } from '../generate.ts';
import { keepGenerated, keepWay } from '../keep-generated.ts';
import { keepTrial } from '../trials.ts';

type GenerateMethods = Extract<keyof Handlers, `generate.${string}`>;

export function generateHandlers(core: Core): Pick<Handlers, GenerateMethods> {
  const { events, library } = core;
  const running = new Map<string, AbortController>();

  async function following<T>(taskId: string, work: (how: RunOptions) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    running.set(taskId, stop);
    try {
      return await work({
        signal: stop.signal,
        onProgress: ({ progress }) => events.emit('generate.progress', { taskId, progress }),
      });
    } finally {
      running.delete(taskId);
    }
  }

  return {
    'generate.preview': ({ taskId, ...settings }) => {
      const scratch = library.files.temporary();
      return following(taskId, async (how) => {
        const { files, size, seconds } = await generateInto(core, settings, scratch, how);
        const pictures = [];
        for (const [k, file] of files.entries()) {
          pictures.push({ seed: settings.seeds[k] ?? 0, sha256: await keepTrial(core, file) });
        }
        return { pictures, size, seconds };
      }).finally(() => rm(scratch, { recursive: true, force: true }));
    },
    'generate.keep': ({ taskId, ...settings }) =>
      following(taskId, async (how) => ({ images: (await keepGenerated(core, settings, how)).images })),
    'generate.interpolate': ({ taskId, ...settings }) =>
      following(taskId, async (how) => ({ images: (await keepWay(core, settings, how)).images })),
    'generate.cancel': ({ taskId }) => {
      running.get(taskId)?.abort();
      return null;
    },
  };
}
