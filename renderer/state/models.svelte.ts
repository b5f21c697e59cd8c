// The models of every kind, shipped and own ones.
import { type ModelId } from '#contract/ids.ts';
import {
  type GenerateEntry,
  type ModelEntry,
  ofKind,
  type TranslateEntry,
  type UpscaleEntry,
} from '#contract/models.ts';
import { SvelteSet } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { notifications } from './notifications.svelte.ts';

class Models {
  all = $state.raw<ModelEntry[]>([]);
  loaded = $state(false);
  /** Name of an `.onnx` file that was dropped where nobody can tell its path. */
  dropped = $state<string | null>(null);
  /** Models whose speed is being measured now. */
  readonly measuring = new SvelteSet<ModelId>();

  /** Those that enlarge pictures. */
  readonly list: UpscaleEntry[] = $derived(ofKind(this.all, 'upscale'));
  /** Those that repaint pictures. */
  readonly translators: TranslateEntry[] = $derived(ofKind(this.all, 'translate'));
  /** Those that make new pictures. */
  readonly generators: GenerateEntry[] = $derived(ofKind(this.all, 'generate'));

  private readonly byId = $derived(new Map(this.all.map((entry) => [entry.card.id, entry])));

  constructor() {
    rpc.on('models.changed', () => void this.refresh());
    rpc.onOpen(() => void this.refresh());
  }

  get(id: ModelId): ModelEntry | undefined {
    return this.byId.get(id);
  }

  /** The model's name, its id if it is not there any more. */
  nameOf(id: ModelId): string {
    return this.byId.get(id)?.card.name ?? id;
  }

  async refresh(): Promise<void> {
    const answer = await notifications.guard(rpc.call('models.list', {}));
    if (!answer) return;
    this.all = answer.models;
    this.loaded = true;
  }

  async measure(id: ModelId): Promise<void> {
    this.measuring.add(id);
    const entry = await notifications.guard(rpc.call('models.measure', { model: id }));
    this.measuring.delete(id);
    if (entry) this.put(entry);
  }

  /** Adds an `.onnx` file on this machine's disk; rejects with the reason why it cannot be used. */
  async importFile(path: string): Promise<ModelEntry> {
    const entry = await rpc.call('models.import', { path });
    this.put(entry);
    return entry;
  }

  /** Writes the model as `.onnx`. */
  async exportFile(id: ModelId, path: string): Promise<void> {
    await rpc.call('models.export', { model: id, path });
  }

  private put(entry: ModelEntry): void {
    this.all = this.byId.has(entry.card.id)
      ? this.all.map((old) => (old.card.id === entry.card.id ? entry : old))
      : [...this.all, entry];
  }
}

export const models = new Models();
