// rpc: the program itself, settings, devices, diagnostics.
import { UserError } from '#contract/errors.ts';
import type { Handlers } from '#contract/rpc.ts';
import type { Core } from '../core.ts';
import { appVersion, packageVersion } from '../places.ts';

const SHOWN_PACKAGES = ['onnxruntime-node', 'sharp', 'better-sqlite3'];

type AppMethods = 'app.info' | 'settings.get' | 'settings.set' | 'devices.list' | 'devices.probe' | 'diagnostics.log';

export function appHandlers(core: Core): Pick<Handlers, AppMethods> {
  const { devices, library, preferences } = core;
  const sampleId = async () => {
    const id = await core.sample;
    return id && !library.images.inBin(id) && library.images.get(id) ? id : null;
  };
  return {
    'app.info': async () => ({
      version: appVersion,
      library: library.folders.root,
      sampleId: await sampleId(),
      platform: process.platform,
      versions: {
        node: process.versions.node,
        ...Object.fromEntries(SHOWN_PACKAGES.map((name) => [name, packageVersion(name)])),
      },
      engine: core.compute.state,
    }),
    'settings.get': () => preferences.get(),
    'settings.set': async (patch) => {
      const before = preferences.get();
      const after = preferences.set(patch);
      if (after.device !== before.device || after.threads !== before.threads) {
        core.events.emit('devices.changed', await devices.list());
        await core.compute.restart();
      }
      return after;
    },
    'devices.list': () => devices.list(),
    'devices.probe': async () => {
      if (core.queue.busy || core.training.queue.busy) {
        throw new UserError('busy', 'The device test would be wrong while files are being worked on or a run trains.', {
          hint: 'Pause that and try again.',
        });
      }
      const report = await devices.probeAgain();
      await core.compute.restart();
      return report;
    },
    'diagnostics.log': () => ({ lines: core.logLines() }),
  };
}
