// English messages, one file per screen; `zh` must have the same keys.
import { commands } from './commands.ts';
import { common } from './common.ts';
import { library } from './library.ts';
import { models } from './models.ts';
import { queue } from './queue.ts';
import { settings } from './settings.ts';
import { studio } from './studio.ts';

export const en = { common, commands, studio, library, models, queue, settings };
