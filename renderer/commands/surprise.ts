// Chooses a style and its strength by chance.
import Dices from '@lucide/svelte/icons/dices';
import { t } from '../i18n/index.svelte.ts';
import { restyling } from '../state/restyling.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

export const surprise: Command = {
  id: 'studio.surprise',
  title: () => t('studio.surprise'),
  icon: Dices,
  shortcut: 'y',
  menu: 'edit',
  when: () => pictureShown() && studio.operation === 'restyle' && restyling.styles.length > 0,
  run: () => restyling.surprise(),
};
