// Opens pictures from disk.
import ImagePlus from '@lucide/svelte/icons/image-plus';
import { t } from '../i18n/index.svelte.ts';
import { pick } from '../state/intake.svelte.ts';
import { type Command } from './command.ts';

export const openFiles: Command = {
  id: 'file.openFiles',
  title: () => t('commands.openFiles'),
  icon: ImagePlus,
  shortcut: '$mod+o',
  menu: 'file',
  run: () => pick('files'),
};
