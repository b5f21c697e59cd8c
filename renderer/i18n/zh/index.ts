// Simplified Chinese messages, one file per screen, with the keys of `en`.
import { commands } from './commands.ts';
import { common } from './common.ts';
import { library } from './library.ts';
import { models } from './models.ts';
import { queue } from './queue.ts';
import { settings } from './settings.ts';
import { studio } from './studio.ts';

export const zh = { common, commands, studio, library, models, queue, settings };
