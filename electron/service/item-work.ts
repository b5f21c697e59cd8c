// The work on one file of a job, in an order in which a kill at any moment loses nothing and repeats nothing finished.
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import type { LibraryImage, PictureInfo } from '#contract/image.ts';
import { FILE_EXTENSION } from '#contract/upscale.ts';
import { hashFile, type ItemChange, type ItemRow, type JobRow, type Library } from '../library/index.ts';
import { makeFolder } from './make-folder.ts';
import type { Devices } from './devices.ts';
import type { Engine } from './engine.ts';
import type { RunOptions } from './engine-process.ts';
import type { Ingest } from './ingest.ts';
import { choosePlace, pathFacts, type Plan, planResult } from './item-plan.ts';
import { engineTask, madeBy, MODEL_KIND, modelPixels, type WorkModel } from './item-task.ts';
import { learnSpeed } from './learn-speed.ts';
import type { Models } from './models.ts';
import { choosePath, stemOf } from './output-name.ts';
import { type Pictures, sizeOf } from './pictures.ts';
import { saveCopy } from './save-copy.ts';

export type WorkSetup = {
  library: Library;
  compute: Engine;
  pictures: Pictures;
  ingest: Ingest;
  models: Models;
  devices: Devices;
};

export type WorkHooks = RunOptions & {
  signal: AbortSignal;
  /** The item's row was changed. */
  onChange: () => void;
};

type Source = { file: string; info: PictureInfo; image: LibraryImage | null; path: string | null; name: string };

export class ItemWork {
  private readonly setup: WorkSetup;

  constructor(setup: WorkSetup) {
    this.setup = setup;
  }

  /** Folder of the previews of a running file's tiles. */
  liveFolder(itemId: string): string {
    return join(this.setup.library.folders.tmp, 'live', itemId);
  }

  /**
   * 1. the place of the result is reserved in the row; 2. the source is copied into the library; 3. the engine writes to
   * `tmp/`; 4. that file moves into the store; 5. one transaction adds the result's row and names it in the item;
   * 6. the result is copied to its place. A restart begins at 6 once 5 has happened, and otherwise at 1, where an
   * existing reservation is kept. What a kill between 4 and 5 leaves is swept as an orphan.
   */
  async run(item: ItemRow, job: JobRow, hooks: WorkHooks): Promise<ItemChange & { status: 'done' | 'skipped' }> {
    const { images, items } = this.setup.library;
    const finished = item.resultId && images.get(item.resultId);
    if (finished) return this.publish(item, job, finished, hooks.signal);
    const { kind, settings } = job.work;
    const model = await this.setup.models.use(settings.model, MODEL_KIND[kind]);
    const source = await this.source(item, hooks.signal);
    const { relativeDir } = item.source;
    const plan = planResult({ work: job.work, stem: stemOf(source.name), relativeDir, ...source });
    const { width, height, notices } = plan;
    const output = item.output ?? this.reserve(item, job, plan, source);
    if (plan.wanted && output === null) return { status: 'skipped', output: plan.wanted, width, height };
    items.update(item.id, { output, width, height, notices });
    hooks.onChange();
    const image = source.image ?? (await this.setup.ingest.file(source.file, hooks.signal));
    items.update(item.id, { sourceId: image.id });
    const result = await this.make({ ...item, output }, job, image, plan, model, hooks);
    return this.publish({ ...item, output }, job, result, hooks.signal);
  }

  private async source(item: ItemRow, signal: AbortSignal): Promise<Source> {
    const { library, pictures } = this.setup;
    if ('path' in item.source) {
      const { path } = item.source;
      const { info } = await pictures.inspect(path, path, { signal });
      return { file: path, info, image: null, path, name: basename(path) };
    }
    const image = library.images.get(item.source.imageId);
    if (!image) throw new UserError('not-found', 'The picture is no longer in the library.', { source: item.name });
    const { info, path, name } = image;
    return { file: library.files.path(image.sha256), info, image, path, name };
  }

  private reserve(item: ItemRow, job: JobRow, plan: Plan, source: Source): string | null {
    if (plan.wanted === null) return null;
    const { items } = this.setup.library;
    const inputs = items.sourcePaths(job.id);
    const facts = pathFacts(items.reservedPaths(item), source.path ? [...inputs, source.path] : inputs);
    return choosePlace(plan.wanted, job.work.settings.save, facts);
  }

  private async make(
    item: ItemRow,
    job: JobRow,
    source: LibraryImage,
    plan: Plan,
    model: WorkModel,
    hooks: WorkHooks,
  ): Promise<LibraryImage> {
    const { library, compute, models, devices } = this.setup;
    const { files, images, items } = library;
    const { card } = model;
    const { work } = job;
    const { save } = work.settings;
    const extension = FILE_EXTENSION[plan.format];
    const output = files.temporary(`.${extension}`);
    const scratch = files.temporary();
    const liveFolder = this.liveFolder(item.id);
    const started = performance.now();
    const device = await devices.chosen();
    try {
      await mkdir(scratch);
      await mkdir(liveFolder, { recursive: true });
      items.countRun(item.id);
      const done = await compute.run(
        engineTask(work, model, {
          input: files.path(source.sha256),
          output,
          encoding: { ...save.encoding, format: plan.format },
          liveFolder,
          scratch,
        }),
        hooks,
      );
      const staged = await files.adopt(output, hooks.signal);
      hooks.signal.throwIfAborted();
      const stored = await files.commit(staged);
      const seconds = (performance.now() - started) / 1000;
      const made = { model: card.id, modelVersion: card.sha256, device, seconds: done.seconds };
      const result = library.db.transaction(() => {
        const image = images.add({
          kind: 'output',
          name: item.output ? basename(item.output) : plan.name,
          ...stored,
          info: done.info,
          exif: save.encoding.keepMetadata ? (images.detail(source.id)?.exif ?? []) : [],
          parentId: source.id,
          path: null,
          madeBy: madeBy(work, made),
        });
        const notices = [...plan.notices, ...done.notices];
        items.update(item.id, {
          resultId: image.id,
          width: image.info.width,
          height: image.info.height,
          seconds,
          notices,
        });
        return image;
      });
      const painting = 'painting' in done ? done.painting : undefined;
      await learnSpeed(models, card.id, {
        pixels: modelPixels(work, card, source.info),
        seconds: painting ?? done.seconds,
        provisional: painting !== undefined,
      });
      return result;
    } finally {
      await rm(output, { force: true });
      await rm(scratch, { recursive: true, force: true });
    }
  }

  /** Copies the result to its reserved place, if it has one. */
  private async publish(
    item: ItemRow,
    job: JobRow,
    result: LibraryImage,
    signal: AbortSignal,
  ): Promise<ItemChange & { status: 'done' }> {
    const { files, images, items } = this.setup.library;
    const file = files.path(result.sha256);
    let { output } = item;
    while (output !== null) {
      try {
        signal.throwIfAborted();
        await makeFolder(dirname(output));
        await saveCopy(file, output, {
          overwrite: job.work.settings.save.onExisting === 'overwrite',
          part: item.id,
          signal,
        });
        break;
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
        // Either this is our own file and only the row was not written, or somebody took the name meanwhile.
        if ((await sizeOf(output)) === result.bytes && (await hashFile(output)) === result.sha256) break;
        output = choosePath(output, 'number', pathFacts(items.reservedPaths(item), items.sourcePaths(job.id)));
        items.update(item.id, { output });
      }
    }
    if (output !== null) images.setPath(result.id, output);
    return { status: 'done', output, resultId: result.id };
  }

  /** Removes the result of a file that was cancelled while it was being copied to its place. */
  async discard(item: ItemRow): Promise<void> {
    if (!item.resultId) return;
    const unused = this.setup.library.images.remove(item.resultId);
    if (unused) await this.setup.library.files.remove(unused);
  }
}
