// Brings what a user drops, pastes or picks into the library and the Studio, and says how it went.
import { filesOfInput, type DroppedFile } from '../api/dropped.ts';
import { pathsOf, takeIn } from '../api/upload.ts';
import { t } from '../i18n/index.svelte.ts';
import { app } from './app.svelte.ts';
import { dropTarget } from './drop-target.svelte.ts';
import { library } from './library.svelte.ts';
import { models } from './models.svelte.ts';
import { describe, notifications } from './notifications.svelte.ts';
import { fromWireError } from '#contract/errors.ts';
import { refused } from './refused.svelte.ts';
import { studio } from './studio.svelte.ts';

/**
 * Opens pictures and folders in the Studio, or only takes them in while the Library is shown; `.onnx` files become
 * models. Call it inside a drop or paste event.
 */
export async function open(source: DataTransfer | DroppedFile[] | string[]): Promise<void> {
  if (Array.isArray(source) && source.length === 0) return;
  const paths = source instanceof DataTransfer ? pathsOf(source) : [];
  const modelFiles = paths.filter((path) => /\.onnx$/i.test(path));
  if (modelFiles.length > 0) {
    for (const path of modelFiles) await addModel(path);
    return open(paths.filter((path) => !modelFiles.includes(path)));
  }
  const model =
    source instanceof DataTransfer ? [...source.files].find(({ name }) => /\.onnx$/i.test(name)) : undefined;
  if (model) {
    // Only the service may read it, by its path, which a browser does not tell: the user is asked.
    models.dropped = model.name;
    app.go('models');
    return;
  }
  if (source instanceof DataTransfer && dropTarget.current) return dropTarget.current.take(source);
  const toast = notifications.show({ kind: 'info', title: t('common.takingIn'), progress: null });
  const taken = await notifications.guard(
    takeIn(source, (done, total, name) => {
      if (total > 1) notifications.update(toast, { progress: done / total, detail: name });
    }),
  );
  notifications.dismiss(toast);
  if (!taken) return;
  const { images, failures } = taken;
  if (app.screen === 'library') library.took(images.map(({ image }) => image.id));
  else if (images.length > 0) studio.open(images);
  if (images.length > 1) notifications.show({ kind: 'done', title: t('common.tookIn', { n: images.length }) });
  if (images.length + failures.length === 0)
    notifications.show({ kind: 'attention', title: t('common.nothingToOpen') });
  const [first] = failures;
  if (!first) return;
  const { title, detail } = describe(fromWireError(first));
  if (failures.length === 1) notifications.show({ kind: 'failure', title, detail });
  else {
    const action = { label: t('common.whichFiles'), run: () => refused.list(failures) };
    notifications.show({ kind: 'failure', title: t('common.notTakenIn', { n: failures.length }), action });
  }
}

/** Native dialog in the shell, the browser's picker elsewhere. */
export async function pick(kind: 'files' | 'folder'): Promise<void> {
  if (window.atelier) return open(await window.atelier.openDialog(kind));
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (kind === 'folder') input.webkitdirectory = true;
  else input.accept = 'image/*,.tif,.tiff,.avif,.webp';
  input.addEventListener('change', () => void open(filesOfInput(input.files ?? new DataTransfer().files)));
  input.click();
}

/** The picture on the clipboard, for the menu; Ctrl+V comes as a `paste` event instead. */
export async function pasteFromClipboard(): Promise<void> {
  const items = (await notifications.guard(navigator.clipboard.read())) ?? [];
  const files: DroppedFile[] = [];
  for (const item of items) {
    const type = item.types.find((one) => one.startsWith('image/'));
    if (!type) continue;
    const file = new File([await item.getType(type)], `${t('common.pasted')}.${type.slice(6)}`, { type });
    files.push({ file, relativeDir: '' });
  }
  if (files.length === 0) notifications.show({ kind: 'attention', title: t('common.nothingToPaste') });
  else await open(files);
}

/** Adds a model file of this machine's disk. */
export async function addModel(path: string): Promise<void> {
  const entry = await notifications.guard(models.importFile(path));
  if (entry) notifications.show({ kind: 'done', title: t('models.imported', { name: entry.card.name }) });
}
