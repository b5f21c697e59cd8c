// Chooses what the Studio makes: one command per tool of the rail.
import Brush from '@lucide/svelte/icons/brush';
import Expand from '@lucide/svelte/icons/image-upscale';
import Shapes from '@lucide/svelte/icons/shapes';
import { t } from '../i18n/index.svelte.ts';
import { app } from '../state/app.svelte.ts';
import { type Operation, studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';

type Title = 'commands.chooseUpscale' | 'commands.chooseRestyle' | 'commands.chooseGenerate';

function choose(operation: Operation, title: Title, icon: Command['icon'], shortcut: string): Command {
  return {
    id: `tool.${operation}`,
    title: () => t(title),
    icon,
    shortcut,
    menu: 'view',
    when: () => app.screen === 'studio',
    checked: () => studio.operation === operation,
    run: () => (studio.operation = operation),
  };
}

export const chooseUpscale = { ...choose('upscale', 'commands.chooseUpscale', Expand, 'u'), startsGroup: true };
export const chooseRestyle = choose('restyle', 'commands.chooseRestyle', Brush, 'r');
export const chooseGenerate = choose('generate', 'commands.chooseGenerate', Shapes, 'g');
