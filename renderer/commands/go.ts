// Goes to a screen: one command each.
import Boxes from '@lucide/svelte/icons/boxes';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import Image from '@lucide/svelte/icons/image';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Settings from '@lucide/svelte/icons/settings-2';
import { t } from '../i18n/index.svelte.ts';
import { app, type Screen } from '../state/app.svelte.ts';
import { type Command } from './command.ts';

type Plain = `commands.go${'Studio' | 'Library' | 'Train' | 'Models' | 'Settings'}`;

function goTo(screen: Screen, title: Plain, icon: Command['icon'], shortcut: string): Command {
  return { id: `go.${screen}`, title: () => t(title), icon, shortcut, menu: 'go', run: () => app.go(screen) };
}

export const goStudio = goTo('studio', 'commands.goStudio', Image, '1');
export const goLibrary = goTo('library', 'commands.goLibrary', LayoutGrid, '2');
export const goTrain = goTo('train', 'commands.goTrain', GraduationCap, '3');
export const goModels = goTo('models', 'commands.goModels', Boxes, '4');
export const goSettings = goTo('settings', 'commands.goSettings', Settings, '6');
