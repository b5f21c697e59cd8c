// Runs from elsewhere: project files that are named or dropped.
import { RUN_FILE_ENDING } from '#contract/run-folder.ts';
import { pathsOf } from '../../../api/upload.ts';
import { t } from '../../../i18n/index.svelte.ts';
import { app } from '../../../state/app.svelte.ts';
import { notifications } from '../../../state/notifications.svelte.ts';
import { runs } from '../../../state/runs.svelte.ts';

export const isRunFile = (name: string): boolean => name.toLowerCase().endsWith(`.${RUN_FILE_ENDING}`);

class Importing {
  /** Whether a path is asked for. */
  open = $state(false);
  /** Name of a dropped file whose place a browser does not tell. */
  dropped = $state<string | null>(null);

  /** Native dialog in the shell, a path to be typed elsewhere. */
  ask(): void {
    const { atelier } = window;
    if (!atelier) this.open = true;
    else void notifications.guard(async () => this.takeAll(await atelier.openDialog('files')));
  }

  /** Call it inside a drop event. */
  async take(data: DataTransfer): Promise<void> {
    const paths = pathsOf(data).filter(isRunFile);
    if (paths.length > 0) return this.takeAll(paths);
    this.dropped = [...data.files].find(({ name }) => isRunFile(name))?.name ?? null;
    this.open = true;
  }

  close(): void {
    this.open = false;
    this.dropped = null;
  }

  /** Rejects with a `UserError`. */
  async takeIn(path: string): Promise<void> {
    const run = await runs.importFrom(path);
    notifications.show({
      kind: 'done',
      title: t('train.imported', { name: run.name }),
      action: { label: t('run.show'), run: () => app.go('train', run.id) },
    });
  }

  private async takeAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.takeIn(path);
  }
}

export const importing = new Importing();
