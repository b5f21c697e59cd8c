// The composition root: opens a library, connects the parts of the studio, and closes them again in order.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceId } from '#contract/ids.ts';
import type { Handlers } from '#contract/rpc.ts';
import { keepHouse, libraryLocation, openLibrary } from '../library/index.ts';
import type { Core } from './core.ts';
import { Devices } from './devices.ts';
import { Engine } from './engine.ts';
import { EventHub } from './event-hub.ts';
import { appHandlers } from './handlers/app.ts';
import { generateHandlers } from './handlers/generate.ts';
import { imageHandlers } from './handlers/images.ts';
import { restyleHandlers } from './handlers/restyle.ts';
import { trainingHandlers } from './handlers/training.ts';
import { workHandlers } from './handlers/work.ts';
import { Ingest } from './ingest.ts';
import { ItemWork } from './item-work.ts';
import { createLog, type Log } from './log.ts';
import { MediaFiles } from './media.ts';
import { Models } from './models.ts';
import { Pictures } from './pictures.ts';
import { places } from './places.ts';
import { Preferences } from './preferences.ts';
import { Queue } from './queue.ts';
import { sampleImage } from './sample.ts';
import { datasetThumbnail } from './training/dataset-thumbnail.ts';
import { Datasets } from './training/datasets.ts';
import { Doctor } from './training/doctor.ts';
import { DatasetUploads } from './training/dataset-upload.ts';
import { Recipes } from './training/recipes.ts';
import { Training } from './training/training.ts';
import { startWebHost } from './web/host.ts';

export type StudioOptions = {
  /** Library folder; otherwise ATELIER_LIBRARY or the platform's user-data folder. */
  library?: string | undefined;
  /** Takes the place of the device setting, for this run only. */
  device?: DeviceId | undefined;
  /** Port of the web host; 0 or nothing: any free one. */
  port?: number | undefined;
  /** What is written to stderr. */
  logLevel?: 'debug' | 'info' | 'warn' | 'error' | undefined;
  /** The user's own models, if not those of the library. */
  ownModels?: string | undefined;
  /** `new`: unfinished jobs of earlier starts are left for another time, and no sample is imported. */
  jobs?: 'all' | 'new' | undefined;
  /** Entry of the engine processes. */
  engine?: string | undefined;
};

/** A studio without a web host, driven in this process. */
export type Workshop = {
  library: string;
  handlers: Handlers;
  events: EventHub;
  core: Core;
  log: Log;
  /** The running file stops and waits for the next start. */
  close: () => Promise<void>;
};

export type Studio = Workshop & {
  /** Address to open, with the token. */
  url: string;
  /** Address of the web host without the token, and the token for `Authorization: Bearer`. */
  origin: string;
  token: string;
};

/** Throws a `UserError` if the library is in use, damaged or too new. */
export function openWorkshop(options: StudioOptions): Workshop {
  const jobs = options.jobs ?? 'all';
  const entry = options.engine ?? places.engine;
  const { log, lines } = createLog(options.logLevel ?? 'info');
  const library = openLibrary(libraryLocation(options.library), jobs === 'all' ? 'Atelier' : 'an atelier command');
  const events = new EventHub();
  const preferences = new Preferences(library, events);
  const devices = new Devices({ entry, library, preferences, events, log, override: options.device });
  const compute = new Engine({
    entry,
    log,
    options: async () => ({ device: await devices.chosen(), threads: preferences.get().threads, probe: false }),
    onState: (engine, message) => events.emit('engine.changed', { engine, message }),
    onBusy: (busy) => training.queue.hold('compute', busy),
  });
  // Reading pictures has an engine of its own: a damaged file cannot take a running upscale down with it, and
  // thumbnails do not wait behind one.
  const reader = new Engine({
    entry,
    log,
    options: async () => Promise.resolve({ device: 'cpu' as DeviceId, threads: 1, probe: false }),
    onState: () => undefined,
  });
  const pictures = new Pictures(reader, library);
  const ingest = new Ingest(library, pictures, events);
  const own = options.ownModels ?? library.folders.models;
  const models = new Models({ library, own, devices, compute, pictures: reader, events, log });
  const work = new ItemWork({ library, compute, pictures, ingest, models, devices });
  const datasets = new Datasets({ library, events, watching: jobs === 'all' });
  const uploads = new DatasetUploads(library, datasets);
  const recipes = new Recipes(reader);
  const doctor = new Doctor(reader, datasets);
  const queue = new Queue({ library, events, log, work, jobs });
  const training = new Training({
    library,
    events,
    devices,
    models,
    preferences,
    datasets,
    recipes,
    entry,
    log,
    jobs,
  });
  const media = new MediaFiles(library, pictures, {
    liveFolder: (itemId) => work.liveFolder(itemId),
    preview: (run, file) => training.preview(run, file),
    thumbnail: (dataset, key) => datasetThumbnail({ library, pictures, datasets }, dataset, key),
  });
  const sample =
    jobs === 'new'
      ? Promise.resolve(null)
      : sampleImage(library, ingest).catch((error: unknown) => {
          log.warn({ err: error }, 'the sample picture could not be imported');
          return null;
        });
  const core: Core = {
    library,
    events,
    preferences,
    devices,
    models,
    compute,
    pictures,
    ingest,
    media,
    queue,
    datasets,
    uploads,
    recipes,
    doctor,
    training,
    sample,
    logLines: lines,
  };
  const house = rm(join(library.folders.cache, 'trials'), { recursive: true, force: true })
    .then(() => keepHouse(library))
    .then((kept) => log.debug(kept, 'house kept'))
    .catch((error: unknown) => log.error({ err: error }, 'housekeeping failed'));
  const close = async () => {
    devices.close();
    datasets.close();
    await Promise.all([queue.close(), training.close()]);
    await Promise.all([compute.stop(), reader.stop(), sample, house]);
    library.close();
  };
  let closing: Promise<void> | undefined;
  queue.start();
  training.queue.start();
  if (jobs === 'all') compute.warm();
  return {
    library: library.folders.root,
    handlers: {
      ...appHandlers(core),
      ...imageHandlers(core),
      ...workHandlers(core),
      ...trainingHandlers(core),
      ...restyleHandlers(core),
      ...generateHandlers(core),
    },
    events,
    core,
    log,
    close: () => (closing ??= close()),
  };
}

/** A studio with a web host on the loopback interface. */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const workshop = openWorkshop(options);
  try {
    const { handlers, events, log } = workshop;
    const { media, ingest, uploads } = workshop.core;
    const host = await startWebHost({ handlers, events, log, media, ingest, uploads, port: options.port ?? 0 });
    const close = async () => {
      await host.close();
      await workshop.close();
    };
    return { ...workshop, url: host.url, origin: host.origin, token: host.token, close };
  } catch (error) {
    await workshop.close();
    throw error;
  }
}
