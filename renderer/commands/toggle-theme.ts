// Light to dark and back.
import SunMoon from '@lucide/svelte/icons/sun-moon';
import { t } from '../i18n/index.svelte.ts';
import { settings } from '../state/settings.svelte.ts';
import { type Command } from './command.ts';

export const toggleTheme: Command = {
  id: 'view.toggleTheme',
  title: () => t('commands.toggleTheme'),
  icon: SunMoon,
  shortcut: '$mod+Shift+L',
  menu: 'view',
  startsGroup: true,
  run: () => settings.set({ theme: settings.theme === 'dark' ? 'light' : 'dark' }),
};
