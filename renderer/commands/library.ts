// What can be done with the pictures chosen in the Library.
import Columns2 from '@lucide/svelte/icons/columns-2';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import Download from '@lucide/svelte/icons/download';
import Image from '@lucide/svelte/icons/image';
import ImagePlus from '@lucide/svelte/icons/image-plus';
import Search from '@lucide/svelte/icons/search';
import SquareDashedMousePointer from '@lucide/svelte/icons/square-dashed-mouse-pointer';
import Star from '@lucide/svelte/icons/star';
import Trash from '@lucide/svelte/icons/trash-2';
import { type LibraryImage } from '#contract/image.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { app } from '../state/app.svelte.ts';
import { library } from '../state/library.svelte.ts';
import { studio } from '../state/studio.svelte.ts';
import { type Command } from './command.ts';

/** Opens pictures in the Studio; a result is shown beside the picture it was made from. */
async function openWithOriginals(images: LibraryImage[]): Promise<void> {
  const originals = await Promise.all(
    images.map(async (image) => (image.parentId && (await rpc.call('images.get', { id: image.id })).parent) || image),
  );
  const once = [...new Map(originals.map((image) => [image.id, image])).values()];
  studio.open(once.map((image) => ({ image, relativeDir: '' })));
  const [only] = images;
  if (images.length === 1 && only?.parentId) studio.showResult(only.id);
}

const shown = () => app.screen === 'library' && library.comparing === null;
const somethingChosen = () => shown() && library.selected.length > 0;
const usable = () => somethingChosen() && !library.filter.deleted;
const chosenIds = () => library.selected.map(({ id }) => id);

export const openInStudio: Command = {
  id: 'library.open',
  title: () => t('library.openInStudio'),
  icon: Image,
  menu: 'file',
  startsGroup: true,
  when: usable,
  run: () => openWithOriginals(library.selected),
};

/** To work on a result itself: enlarge it once more, say. */
export const openAlone: Command = {
  id: 'library.openAlone',
  title: () => t('library.openAlone'),
  icon: ImagePlus,
  menu: 'file',
  when: () => usable() && library.selected.some(({ parentId }) => parentId !== null),
  run: () => studio.open(library.selected.map((image) => ({ image, relativeDir: '' }))),
};

export const saveChosen: Command = {
  id: 'library.save',
  title: () => t('library.saveChosen'),
  icon: Download,
  menu: 'file',
  when: usable,
  run: () => (library.saving = library.selected),
};

export const chooseAll: Command = {
  id: 'library.chooseAll',
  title: () => t('library.chooseAll'),
  icon: SquareDashedMousePointer,
  shortcut: '$mod+a',
  menu: 'edit',
  startsGroup: true,
  when: () => shown() && library.images.length > 0,
  run: () => library.chooseAll(),
};

export const starChosen: Command = {
  id: 'library.star',
  title: () => t('library.star'),
  icon: Star,
  shortcut: 's',
  menu: 'edit',
  when: usable,
  checked: () => somethingChosen() && library.selected.every(({ starred }) => starred),
  run: () => library.star(chosenIds(), !library.selected.every(({ starred }) => starred)),
};

export const deleteChosen: Command = {
  id: 'library.delete',
  title: () => t('library.delete'),
  icon: Trash,
  shortcut: ['Delete', 'Backspace'],
  menu: 'edit',
  when: usable,
  run: () => library.delete(chosenIds()),
};

export const restoreChosen: Command = {
  id: 'library.restore',
  title: () => t('library.restore'),
  icon: ArchiveRestore,
  menu: 'edit',
  when: () => somethingChosen() && library.filter.deleted,
  run: () => library.restore(chosenIds()),
};

export const compareTwo: Command = {
  id: 'library.compare',
  title: () => t('library.compareTwo'),
  icon: Columns2,
  shortcut: '$mod+e',
  menu: 'view',
  when: () => shown() && library.selected.length === 2,
  run: () => {
    const [first, second] = library.selected;
    if (first && second) library.comparing = [first, second];
  },
};

export const findPictures: Command = {
  id: 'library.find',
  title: () => t('library.find'),
  icon: Search,
  shortcut: '$mod+f',
  menu: 'edit',
  when: shown,
  run: () => document.querySelector<HTMLInputElement>('[data-library-search] input')?.focus(),
};
