// How large the Studio shows the picture.
import Maximize from '@lucide/svelte/icons/maximize';
import Scan from '@lucide/svelte/icons/scan';
import ZoomIn from '@lucide/svelte/icons/zoom-in';
import ZoomOut from '@lucide/svelte/icons/zoom-out';
import { t } from '../i18n/index.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';
import { studio } from '../state/studio.svelte.ts';

export const fit: Command = {
  id: 'view.fit',
  title: () => t('commands.fit'),
  icon: Maximize,
  shortcut: '$mod+0',
  menu: 'view',
  when: pictureShown,
  run: () => studio.viewport.fit(),
};

export const actualSize: Command = {
  id: 'view.actualSize',
  title: () => t('commands.actualSize'),
  icon: Scan,
  shortcut: '$mod+1',
  menu: 'view',
  when: pictureShown,
  run: () => studio.viewport.actualSize(),
};

export const zoomIn: Command = {
  id: 'view.zoomIn',
  title: () => t('commands.zoomIn'),
  icon: ZoomIn,
  shortcut: ['$mod+=', '$mod+NumpadAdd'],
  menu: 'view',
  when: pictureShown,
  run: () => studio.viewport.zoomIn(),
};

export const zoomOut: Command = {
  id: 'view.zoomOut',
  title: () => t('commands.zoomOut'),
  icon: ZoomOut,
  shortcut: ['$mod+-', '$mod+NumpadSubtract'],
  menu: 'view',
  when: pictureShown,
  run: () => studio.viewport.zoomOut(),
};
