// Options of the native dialogs.
import type { MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron';
import path from 'node:path';
import { PICTURE_EXTENSIONS } from './pictures.ts';
import { type Texts } from './texts.ts';

export function openOptions(kind: 'files' | 'folder', texts: Texts): OpenDialogOptions {
  if (kind === 'folder') return { properties: ['openDirectory'] };
  return {
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: texts.pictures, extensions: [...PICTURE_EXTENSIONS] },
      { name: texts.allFiles, extensions: ['*'] },
    ],
  };
}

/** Only the last part of the suggestion counts: a page names a file, the user the folder. */
export function saveOptions(suggestedName: string, pictures: string, texts: Texts): SaveDialogOptions {
  const name = path.basename(suggestedName.replaceAll('\\', '/'));
  const extension = path.extname(name).slice(1);
  const filters = extension ? [{ name: extension.toUpperCase(), extensions: [extension] }] : [];
  return {
    defaultPath: path.join(pictures, name),
    filters: [...filters, { name: texts.allFiles, extensions: ['*'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
}

/** Asked when the window closes while something is trained; answers: 0 go on without it, 1 quit, 2 keep it open. */
export function stayOptions({ trainingMessage, trainingDetail, trainOn, quit, cancel }: Texts): MessageBoxOptions {
  return {
    type: 'question',
    message: trainingMessage,
    detail: trainingDetail,
    buttons: [trainOn, quit, cancel],
    defaultId: 0,
    cancelId: 2,
  };
}
