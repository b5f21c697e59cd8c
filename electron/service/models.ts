// The catalogue: models that ship and the user's own, read from their cards, checked before their first use.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { EngineResults } from '#contract/engine.ts';
import { toWireError, UserError } from '#contract/errors.ts';
import { ModelId } from '#contract/ids.ts';
import { ModelCard, type ModelEntry, type ModelKind } from '#contract/models.ts';
import { hashFile, type Library } from '../library/index.ts';
import { makeFolder } from './make-folder.ts';
import type { Devices } from './devices.ts';
import type { Engine } from './engine.ts';
import { EngineDied } from './engine-process.ts';
import type { EventHub } from './event-hub.ts';
import { installModel } from './install-model.ts';
import type { Log } from './log.ts';
import { places } from './places.ts';
import { saveCopy } from './save-copy.ts';

/** Milliseconds that the test of an imported model may take. */
const EXAMINE_LIMIT = 120_000;

type Found = { card: ModelCard; file: string; own: boolean };
type CardOf<K extends ModelKind> = Extract<ModelCard, { kind: K }>;
/** A model that can be run. */
export type UsableModel<K extends ModelKind = ModelKind> = { card: CardOf<K>; file: string };

const DOES: Record<ModelKind, string> = {
  upscale: 'enlarge pictures',
  translate: 'restyle pictures',
  generate: 'make new pictures',
};

export type ModelsSetup = {
  library: Library;
  /** Where the user's own models lie. */
  own: string;
  devices: Devices;
  /** Computes on the chosen device. */
  compute: Engine;
  /** Examines files that may be broken, in a process that nothing else depends on. */
  pictures: Engine;
  events: EventHub;
  log: Log;
};

export class Models {
  private readonly setup: ModelsSetup;
  private readonly checked = new Set<string>();

  constructor(setup: ModelsSetup) {
    this.setup = setup;
  }

  async list(): Promise<ModelEntry[]> {
    const speeds = this.speeds();
    const found = await this.all();
    return found.map(({ card, own }) => ({ card, own, speed: speeds.get(card.id) ?? null }));
  }

  /** Input megapixels per second on the chosen device; `null` until measured. */
  speedOf(id: ModelId): number | null {
    return this.speeds().get(id) ?? null;
  }

  /** As `find`; throws `corrupt` if the file is not the one its card describes. */
  async use<K extends ModelKind = ModelKind>(id: ModelId, kind?: K): Promise<UsableModel<K>> {
    const { card, file } = await this.find(id, kind);
    const info = await stat(file).catch(() => undefined);
    if (!info) throw new UserError('not-found', `The file of the model “${card.name}” is missing.`, { source: file });
    const key = `${file}|${info.size}|${info.mtimeMs}`;
    if (!this.checked.has(key)) {
      if ((await hashFile(file)) !== card.sha256) {
        throw new UserError('corrupt', `The file of the model “${card.name}” is damaged.`, {
          hint: 'Install Atelier again, or import the model again.',
          source: file,
        });
      }
      this.checked.add(key);
    }
    return { card, file };
  }

  /** Throws `not-found` for a model that is not in the catalogue, `unsupported` for one that is not of `kind`. */
  async find<K extends ModelKind = ModelKind>(id: ModelId, kind?: K): Promise<UsableModel<K>> {
    const found = (await this.all()).find(({ card }) => card.id === id);
    if (!found) {
      throw new UserError('not-found', `There is no model “${id}”.`, {
        hint: 'Choose one of the list in Models, or of “atelier models”.',
      });
    }
    if (isOf(found.card, kind)) return { card: found.card, file: found.file };
    throw new UserError('unsupported', `The model “${id}” does not ${kind ? DOES[kind] : 'work here'}.`, {
      hint: `It was made to ${DOES[found.card.kind]}.`,
    });
  }

  async measure(id: ModelId): Promise<ModelEntry> {
    const { card, file } = await this.use(id);
    if (card.kind === 'generate') {
      throw new UserError('unsupported', `The speed of “${card.name}” is not measured: it makes pictures of one size.`);
    }
    const task = { task: 'measure', model: file, scale: card.scale, multiple: card.multiple } as const;
    const { megapixelsPerSecond } = await this.setup.compute.run(task);
    await this.remember(id, megapixelsPerSecond);
    return this.entry(id);
  }

  /** Keeps a speed on the chosen device, in input megapixels per second. */
  async remember(id: ModelId, megapixelsPerSecond: number): Promise<void> {
    this.setup.library.speeds.set(id, await this.setup.devices.chosen(), megapixelsPerSecond);
    this.setup.events.emit('models.changed', {});
  }

  /** Adds a copy of an `.onnx` upscaler to the user's models after running it once. */
  async import(path: string): Promise<ModelEntry> {
    if (extname(path).toLowerCase() !== '.onnx') {
      throw new UserError('unsupported', 'Only .onnx models can be imported.', { source: path });
    }
    const { files } = this.setup.library;
    const staged = await files.stage(path);
    try {
      const known = (await this.all()).find(({ card }) => card.sha256 === staged.sha256);
      if (known)
        throw new UserError('bad-input', `This model is there already: “${known.card.name}”.`, { source: path });
      const examined = await this.examine(staged.path, path);
      const name = basename(path, extname(path));
      const id = await this.freeId(name);
      const card = ModelCard.parse({
        id,
        kind: 'upscale',
        name,
        goodFor: { en: 'Your own model.', zh: '您自己的模型。' },
        scale: examined.scale,
        authors: 'unknown',
        licence: { id: 'unknown', use: 'unknown', stated: 'The imported file does not state a licence.' },
        trainedOn: 'unknown',
        architecture: 'ONNX graph',
        parameters: Math.max(1, examined.parameters),
        originalRange: '0..1',
        receptiveRadius: examined.receptiveRadius,
        multiple: examined.multiple,
        weights: staged.bytes < examined.parameters * 3 ? 'fp16' : 'fp32',
        bytes: staged.bytes,
        sha256: staged.sha256,
      });
      await installModel(files, this.setup.own, card, staged.path);
      this.setup.events.emit('models.changed', {});
      return await this.entry(id);
    } finally {
      await rm(staged.path, { force: true });
    }
  }

  /**
   * Adds a copy of what a run made, named as the run; the model that the same run made before gives way and keeps its id.
   * Throws `corrupt` for a folder that is no model.
   */
  async adopt(folder: string, run: { name: string; model: ModelId | null }): Promise<ModelId> {
    const { files } = this.setup.library;
    const made = await readCard(folder);
    const staged = await files.stage(join(folder, 'model.onnx'));
    try {
      const id = run.model ?? (await this.freeId(run.name));
      const card: ModelCard = { ...made, id, name: run.name, bytes: staged.bytes, sha256: staged.sha256 };
      await installModel(files, this.setup.own, card, staged.path);
      this.setup.events.emit('models.changed', {});
      return id;
    } finally {
      await rm(staged.path, { force: true });
    }
  }

  async export(id: ModelId, path: string): Promise<void> {
    const { file } = await this.use(id);
    await makeFolder(dirname(path));
    await saveCopy(file, path, { overwrite: true, part: `${id}-${process.pid}` });
  }

  private async examine(file: string, source: string): Promise<EngineResults['examine']> {
    const signal = AbortSignal.timeout(EXAMINE_LIMIT);
    try {
      return await this.setup.pictures.run({ task: 'examine', model: file }, { signal });
    } catch (error) {
      const wire = toWireError(error);
      if (signal.aborted) wire.message = `The model did not finish its test within ${EXAMINE_LIMIT / 1000} s.`;
      else if (error instanceof EngineDied) wire.message = 'The model stopped the engine when it was tested.';
      const kind = signal.aborted || error instanceof EngineDied ? 'unsupported' : wire.kind;
      throw new UserError(kind, wire.message, { hint: wire.hint, source, cause: error });
    }
  }

  /** An id that no other model has, made from a file name. */
  private async freeId(name: string): Promise<ModelId> {
    const slug = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 56)
      .replace(/[^a-z0-9]+$/, '');
    const taken = new Set((await this.all()).map(({ card }) => String(card.id)));
    const stem = slug || 'model';
    for (let n = 1; ; n++) {
      const id = n === 1 ? stem : `${stem}-${n}`;
      if (!taken.has(id) && !existsSync(join(this.setup.own, id))) return ModelId.parse(id);
    }
  }

  private async entry(id: ModelId): Promise<ModelEntry> {
    const found = (await this.list()).find(({ card }) => card.id === id);
    if (found) return found;
    throw new Error(`the model ${id} is gone`);
  }

  /** Empty while the devices are not tested yet: a list of models must not wait for that. */
  private speeds(): Map<string, number> {
    const device = this.setup.devices.chosenIfKnown();
    return device ? this.setup.library.speeds.on(device) : new Map<string, number>();
  }

  private async all(): Promise<Found[]> {
    const shipped = await this.read(places.models, false);
    const own = await this.read(this.setup.own, true);
    const ids = new Set(shipped.map(({ card }) => card.id));
    return [...shipped, ...own.filter(({ card }) => !ids.has(card.id))];
  }

  private async read(folder: string, own: boolean): Promise<Found[]> {
    const names = await readdir(folder).catch(() => []);
    const found: Found[] = [];
    for (const name of names.sort()) {
      const path = join(folder, name);
      if (!existsSync(join(path, 'card.json'))) continue;
      try {
        found.push({ card: await readCard(path), file: join(path, 'model.onnx'), own });
      } catch (error) {
        this.setup.log.warn({ err: error, model: name }, 'a model’s card cannot be read; the model is left out');
      }
    }
    return found;
  }
}

function isOf<K extends ModelKind>(card: ModelCard, kind: K | undefined): card is CardOf<K> {
  return kind === undefined || card.kind === kind;
}

async function readCard(folder: string): Promise<ModelCard> {
  return ModelCard.parse(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
}
