// Shows original and result together, or only the result.
import Columns from '@lucide/svelte/icons/square-split-horizontal';
import { t } from '../i18n/index.svelte.ts';
import { beside } from '../state/beside.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

export const compare: Command = {
  id: 'view.compare',
  title: () => t('commands.compare'),
  icon: Columns,
  shortcut: 'm',
  menu: 'view',
  startsGroup: true,
  when: () => pictureShown() && beside.after !== null,
  checked: () => studio.comparing,
  run: () => (studio.comparing = !studio.comparing),
};
