// Pictures that join a job which is already in the queue.
import { fromWireError } from '#contract/errors.ts';
import { type JobId } from '#contract/ids.ts';
import { type DroppedFile, filesOfInput } from '../../api/dropped.ts';
import { takeIn } from '../../api/upload.ts';
import { t } from '../../i18n/index.svelte.ts';
import { jobs } from '../../state/jobs.svelte.ts';
import { describe, notifications } from '../../state/notifications.svelte.ts';

/** Call it inside the drop event. */
export async function addDropped(jobId: JobId, source: DataTransfer | DroppedFile[] | string[]): Promise<void> {
  const toast = notifications.show({ kind: 'info', title: t('common.takingIn'), progress: null });
  try {
    const { images, failures } = await takeIn(source, (done, total, name) =>
      notifications.update(toast, { progress: total > 0 ? done / total : null, detail: name }),
    );
    if (images.length > 0) {
      const items = images.map(({ image, relativeDir }) => ({ imageId: image.id, relativeDir }));
      await jobs.add(jobId, items);
      notifications.show({ kind: 'done', title: t('queue.added', { n: images.length }) });
    }
    const [first] = failures;
    if (!first) return;
    const { title, detail } = describe(fromWireError(first));
    if (failures.length === 1) notifications.show({ kind: 'failure', title, detail });
    else notifications.show({ kind: 'failure', title: t('common.notTakenIn', { n: failures.length }), detail: title });
  } finally {
    notifications.dismiss(toast);
  }
}

/** By the native dialog in the shell, the browser's picker elsewhere. */
export async function addPicked(jobId: JobId, kind: 'files' | 'folder'): Promise<void> {
  if (window.atelier) {
    const paths = await window.atelier.openDialog(kind);
    if (paths.length > 0) await addDropped(jobId, paths);
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  if (kind === 'folder') input.webkitdirectory = true;
  else input.accept = 'image/*,.tif,.tiff,.avif,.webp';
  input.addEventListener('change', () => {
    if (input.files) void notifications.guard(addDropped(jobId, filesOfInput(input.files)));
  });
  input.click();
}
