// Goes to a screen: one command each.
import Boxes from '@lucide/svelte/icons/boxes';
import Image from '@lucide/svelte/icons/image';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Settings from '@lucide/svelte/icons/settings-2';
import { t } from '../i18n/index.svelte.ts';
import { app, type Screen } from '../state/app.svelte.ts';
import { type Command } from './command.ts';

type Plain = 'commands.goStudio' | 'commands.goLibrary' | 'commands.goModels' | 'commands.goSettings';

function goTo(screen: Screen, title: Plain, icon: Command['icon'], shortcut: string): Command {
  return { id: `go.${screen}`, title: () => t(title), icon, shortcut, menu: 'go', run: () => app.go(screen) };
}

export const goStudio = goTo('studio', 'commands.goStudio', Image, '1');
export const goLibrary = goTo('library', 'commands.goLibrary', LayoutGrid, '2');
export const goModels = goTo('models', 'commands.goModels', Boxes, '3');
export const goSettings = goTo('settings', 'commands.goSettings', Settings, '5');
