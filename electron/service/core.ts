// The parts of a running studio, which the rpc handlers work with.
import type { ImageId } from '#contract/ids.ts';
import type { Library } from '../library/index.ts';
import type { Devices } from './devices.ts';
import type { Engine } from './engine.ts';
import type { EventHub } from './event-hub.ts';
import type { Ingest } from './ingest.ts';
import type { MediaFiles } from './media.ts';
import type { Models } from './models.ts';
import type { Pictures } from './pictures.ts';
import type { Preferences } from './preferences.ts';
import type { Queue } from './queue.ts';
import type { DatasetUploads } from './training/dataset-upload.ts';
import type { Datasets } from './training/datasets.ts';
import type { Doctor } from './training/doctor.ts';
import type { Recipes } from './training/recipes.ts';
import type { Training } from './training/training.ts';

export type Core = {
  library: Library;
  events: EventHub;
  preferences: Preferences;
  devices: Devices;
  models: Models;
  /** On the chosen device. */
  compute: Engine;
  pictures: Pictures;
  ingest: Ingest;
  media: MediaFiles;
  queue: Queue;
  datasets: Datasets;
  uploads: DatasetUploads;
  recipes: Recipes;
  doctor: Doctor;
  training: Training;
  /** The picture a first start brings along. */
  sample: Promise<ImageId | null>;
  logLines: () => string[];
};
