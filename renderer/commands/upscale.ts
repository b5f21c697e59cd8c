// Upscaling: start it, try it on a crop, stop it.
import Crop from '@lucide/svelte/icons/crop';
import Expand from '@lucide/svelte/icons/image-upscale';
import X from '@lucide/svelte/icons/x';
import { t } from '../i18n/index.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

export const upscale: Command = {
  id: 'studio.upscale',
  title: () =>
    studio.scoped.length > 1 ? t('studio.upscaleSeveral', { n: studio.scoped.length }) : t('studio.upscale'),
  icon: Expand,
  shortcut: '$mod+Enter',
  menu: 'edit',
  startsGroup: true,
  when: () => pictureShown() && studio.canStart,
  run: () => studio.upscale(),
};

export const tryCrop: Command = {
  id: 'studio.tryCrop',
  title: () => t('studio.tryCrop'),
  icon: Crop,
  shortcut: 't',
  menu: 'edit',
  when: () => pictureShown() && !studio.trying,
  run: () => studio.tryOnCrop(),
};

/** Esc also leaves a tried crop. */
export const cancel: Command = {
  id: 'studio.cancel',
  title: () => (studio.running || !studio.tried ? t('common.cancel') : t('studio.endTrial')),
  icon: X,
  shortcut: 'Escape',
  menu: 'edit',
  when: () => pictureShown() && (studio.running !== undefined || studio.tried !== null),
  run: () => (studio.tried ? studio.endTrial() : studio.cancel()),
};
