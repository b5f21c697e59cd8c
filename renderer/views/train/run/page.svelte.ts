// What the page of a run knows: everything the service has of it, what came in since, and the step that is looked at.
import { type RunId } from '#contract/ids.ts';
import { type PreviewLine, type TrainingProgress } from '#contract/run-folder.ts';
import { type CheckpointInfo, type MetricPoint, type Run, type RunDetail } from '#contract/training.ts';
import { notifications } from '../../../state/notifications.svelte.ts';
import { runs } from '../../../state/runs.svelte.ts';
import { type Series, seriesOf, withLosses, withNewer } from './curves.ts';
import { nearest, previewAt, type Stop, stopsOf, withPreview } from './stops.ts';

/** Milliseconds between two readings of the whole run; in between its progress is enough. */
const BETWEEN_READINGS = 4000;

export class RunPage {
  readonly id: RunId;
  detail = $state.raw<RunDetail | null>(null);
  /** The service does not know the run. */
  gone = $state(false);
  /** The step that the user chose; `null` follows the newest. */
  private chosen = $state<number | null>(null);
  /** Place of the photo that is shown, of products that change pictures; `null` for all at once. */
  photo = $state<number | null>(0);

  private points = $state.raw<MetricPoint[]>([]);
  private livePreviews = $state.raw<PreviewLine[]>([]);

  readonly run: Run | undefined = $derived.by(() => runs.get(this.id) ?? this.detail?.run);
  readonly progress: TrainingProgress | undefined = $derived.by(() => runs.progressOf(this.id));
  readonly previews: readonly PreviewLine[] = $derived(
    this.livePreviews.reduce<readonly PreviewLine[]>(withPreview, this.detail?.previews ?? []),
  );
  readonly checkpoints: readonly CheckpointInfo[] = $derived(this.detail?.checkpoints ?? []);
  readonly stops: Stop[] = $derived(stopsOf(this.previews, this.checkpoints));
  readonly follows: boolean = $derived(this.chosen === null);
  /** The step that is looked at, `null` while there is none. */
  readonly step: number | null = $derived(
    (this.chosen === null ? this.stops.at(-1) : nearest(this.stops, this.chosen))?.step ?? null,
  );
  readonly preview: PreviewLine | undefined = $derived(
    this.step === null ? undefined : previewAt(this.previews, this.step),
  );
  /** The checkpoint nearest to the step that is looked at. */
  readonly checkpoint: CheckpointInfo | undefined = $derived(
    this.step === null ? undefined : nearest(this.checkpoints, this.step),
  );
  /** The place of the photo, if there is one there. */
  readonly shownPhoto: number | null = $derived(
    this.photo !== null && this.photo < (this.detail?.before.length ?? 0) ? this.photo : null,
  );
  readonly losses: Series[] = $derived(seriesOf(this.points, 'loss'));
  readonly metrics: Series[] = $derived(seriesOf(this.points, 'metric'));

  private lastReading = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(id: RunId) {
    this.id = id;
  }

  /** Looks at the stop nearest to a step; at the newest one from then on if it is that. */
  look(step: number): void {
    const stop = nearest(this.stops, step);
    this.chosen = !stop || stop === this.stops.at(-1) ? null : stop.step;
  }

  follow(): void {
    this.chosen = null;
  }

  /** Adds what its engine says between two readings. */
  take({ step, losses, preview }: TrainingProgress): void {
    this.points = withLosses(this.points, step, losses);
    if (preview && !this.previews.some(({ file }) => file === preview.file)) {
      this.livePreviews = [...this.livePreviews, preview];
    }
  }

  async read(): Promise<void> {
    clearTimeout(this.timer);
    this.lastReading = performance.now();
    try {
      const detail = await runs.read(this.id);
      this.points = withNewer(detail.series, this.points);
      this.livePreviews = this.livePreviews.filter(({ file }) => !detail.previews.some((read) => read.file === file));
      this.detail = detail;
    } catch (error) {
      if (runs.loaded && !runs.get(this.id)) this.gone = true;
      else notifications.failure(error);
    }
  }

  /** Reads again, but not more often than is useful. */
  readSoon(): void {
    clearTimeout(this.timer);
    const wait = Math.max(0, this.lastReading + BETWEEN_READINGS - performance.now());
    this.timer = setTimeout(() => void this.read(), wait);
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
