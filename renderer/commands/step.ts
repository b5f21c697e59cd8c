// Goes along the film strip.
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import { t } from '../i18n/index.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

export const nextPicture: Command = {
  id: 'view.nextPicture',
  title: () => t('commands.nextPicture'),
  icon: ChevronRight,
  shortcut: ['PageDown', '$mod+ArrowRight'],
  menu: 'view',
  when: () => pictureShown() && studio.index < studio.pictures.length - 1,
  run: () => studio.step(1),
};

export const previousPicture: Command = {
  id: 'view.previousPicture',
  title: () => t('commands.previousPicture'),
  icon: ChevronLeft,
  shortcut: ['PageUp', '$mod+ArrowLeft'],
  menu: 'view',
  when: () => pictureShown() && studio.index > 0,
  run: () => studio.step(-1),
};
