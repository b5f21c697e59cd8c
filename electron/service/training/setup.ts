// What training is made of: the parts of the studio that it works with.
import type { Library } from '../../library/index.ts';
import type { Devices } from '../devices.ts';
import type { EventHub } from '../event-hub.ts';
import type { Log } from '../log.ts';
import type { Models } from '../models.ts';
import type { Preferences } from '../preferences.ts';
import type { Datasets } from './datasets.ts';
import type { Recipes } from './recipes.ts';

export type TrainingSetup = {
  library: Library;
  events: EventHub;
  devices: Devices;
  models: Models;
  preferences: Preferences;
  datasets: Datasets;
  recipes: Recipes;
  /** Entry of the trainers' processes. */
  entry: string;
  log: Log;
  /** `new`: runs of earlier starts are left alone, for a command that only does its own. */
  jobs: 'all' | 'new';
};
