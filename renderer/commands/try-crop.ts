// Tries the model that is chosen for upscaling on a crop.
import Crop from '@lucide/svelte/icons/crop';
import { t } from '../i18n/index.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { upscaling } from '../state/upscaling.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

export const tryCrop: Command = {
  id: 'studio.tryCrop',
  title: () => t('studio.tryCrop'),
  icon: Crop,
  shortcut: 't',
  menu: 'edit',
  when: () => pictureShown() && studio.operation === 'upscale' && !upscaling.trying,
  run: () => upscaling.tryOnCrop(),
};
