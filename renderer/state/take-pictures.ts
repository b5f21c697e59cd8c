// Pictures into a dataset: by path where there is a shell, by upload in a browser.
import { type Dataset } from '#contract/dataset.ts';
import { fromWireError } from '#contract/errors.ts';
import { type DatasetId } from '#contract/ids.ts';
import { uploadToDataset, type UploadProgress } from '../api/dataset-upload.ts';
import { type DroppedFile, filesOf, filesOfInput } from '../api/dropped.ts';
import { pathsOf, worthSending } from '../api/upload.ts';
import { format, t } from '../i18n/index.svelte.ts';
import { datasets } from './datasets.svelte.ts';
import { describe, notifications } from './notifications.svelte.ts';
import { nameOfFiles, nameOfPaths } from './set-name.ts';
import { refused } from './refused.svelte.ts';

export type PictureSource = DataTransfer | DroppedFile[] | string[];

type Following = { signal: AbortSignal; onProgress: (progress: UploadProgress) => void };

/**
 * Into the set, or into a new one named after what it is given. Call it inside a drop event. `null` if there was nothing to
 * take. Rejects with a `UserError`, `cancelled` when `signal` is aborted: what was sent by then stays.
 */
export async function takePictures(
  id: DatasetId | null,
  source: PictureSource,
  following: Following,
): Promise<Dataset | null> {
  const paths = source instanceof DataTransfer ? pathsOf(source) : isPaths(source) ? source : [];
  if (paths.length > 0) return id ? datasets.add(id, paths) : datasets.create(nameOfPaths(paths) ?? newName(), paths);
  if (isPaths(source)) return null;
  const files = worthSending(source instanceof DataTransfer ? await filesOf(source) : source);
  if (files.length === 0) {
    notifications.show({ kind: 'attention', title: t('common.nothingToOpen') });
    return null;
  }
  const set = id ?? (await datasets.create(nameOfFiles(files) ?? newName())).id;
  const failures = await uploadToDataset(set, files, following);
  const [first] = failures;
  if (first) {
    const action = { label: t('common.whichFiles'), run: () => refused.list(failures) };
    const { title } = describe(fromWireError(first));
    const several = t('common.notTakenIn', { n: failures.length });
    notifications.show({ kind: 'failure', title: failures.length === 1 ? title : several, action });
  }
  return datasets.read(set);
}

/** Native dialog in the shell, the browser's picker elsewhere; not called back when it is closed without a choice. */
export async function pickPictures(kind: 'files' | 'folder', take: (source: PictureSource) => void): Promise<void> {
  if (window.atelier) {
    const paths = await window.atelier.openDialog(kind);
    if (paths.length > 0) take(paths);
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (kind === 'folder') input.webkitdirectory = true;
  else input.accept = 'image/*,.tif,.tiff,.avif,.webp';
  input.addEventListener('change', () => input.files && take(filesOfInput(input.files)));
  input.click();
}

function newName(): string {
  return t('train.newSetName', { date: format.dateTime(Date.now()) });
}

function isPaths(source: PictureSource): source is string[] {
  return Array.isArray(source) && typeof source[0] === 'string';
}
