// Simplified Chinese messages, one file per screen, with the keys of `en`.
import { commands } from './commands.ts';
import { common } from './common.ts';
import { generate } from './generate.ts';
import { library } from './library.ts';
import { models } from './models.ts';
import { queue } from './queue.ts';
import { run } from './run.ts';
import { settings } from './settings.ts';
import { studio } from './studio.ts';
import { train } from './train.ts';

export const zh = { common, commands, studio, generate, library, train, models, queue, run, settings };
