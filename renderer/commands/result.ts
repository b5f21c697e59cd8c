// What can be done with a result: save a copy, discard it.
import Save from '@lucide/svelte/icons/save';
import Trash from '@lucide/svelte/icons/trash-2';
import { t } from '../i18n/index.svelte.ts';
import { beside } from '../state/beside.svelte.ts';
import { library } from '../state/library.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

const resultShown = () => pictureShown() && beside.result !== null;

export const saveResult: Command = {
  id: 'file.saveResult',
  title: () => t('studio.saveTitle'),
  icon: Save,
  shortcut: '$mod+s',
  menu: 'file',
  startsGroup: true,
  when: resultShown,
  run: () => (studio.saving = true),
};

export const discardResult: Command = {
  id: 'edit.discardResult',
  title: () => t('studio.discard'),
  icon: Trash,
  when: resultShown,
  run: () => beside.result && library.delete([beside.result.id]),
};
