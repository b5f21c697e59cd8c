// The Upscale tool: the settings being chosen, what they give for the pictures at hand, and a model tried on a crop.
import { fromWireError } from '#contract/errors.ts';
import { type Job } from '#contract/jobs.ts';
import { MAX_SIDE, targetSize } from '#contract/upscale.ts';
import { mediaUrl } from '../api/media.ts';
import { cropAround, partOf } from '../canvas/crop.ts';
import { greyOf, livelySpot } from '../canvas/lively-spot.ts';
import { Draft } from './draft.svelte.ts';
import { jobs } from './jobs.svelte.ts';
import { models } from './models.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { studio } from './studio.svelte.ts';
import { trials } from './trials.svelte.ts';

/** Side of the crop shown on the canvas, in source pixels. */
const TRY_SIZE = { width: 192, height: 192 };

class Upscaling extends Draft<'upscale'> {
  trying = $state(false);

  /** Size of the result for the current picture, in pixels. */
  readonly size = $derived(
    studio.current
      ? targetSize(this.chosen.target, studio.current.image.info.width, studio.current.image.info.height)
      : null,
  );
  /** Whether it can be started on the pictures in scope. */
  readonly canStart: boolean = $derived(
    studio.canWork &&
      !this.folderMissing &&
      models.get(this.chosen.model) !== undefined &&
      studio.scoped.some(({ image: { info } }) => {
        const { width, height } = targetSize(this.chosen.target, info.width, info.height);
        return Math.max(width, height) <= MAX_SIDE;
      }),
  );

  constructor() {
    super('upscale');
  }

  /** Puts the pictures in scope in the queue. */
  async start(): Promise<Job | undefined> {
    studio.tried = null;
    return notifications.guard(jobs.upscale(this.chosen, studio.sources()));
  }

  /** Runs the chosen model on what is in the middle of the canvas and shows it there. */
  async tryOnCrop(): Promise<void> {
    const { current, viewport } = studio;
    if (!current || this.trying) return;
    const { id: imageId, info } = current.image;
    const { model } = this.chosen;
    this.trying = true;
    const rect = cropAround(info, ...(await this.interesting()), TRY_SIZE);
    await notifications.guard(trials.run(imageId, rect, [model]));
    this.trying = false;
    const trial = trials.get(imageId, rect, model);
    if (!trial || studio.currentId !== imageId) return;
    if (trial.error) return notifications.failure(fromWireError(trial.error));
    studio.tried = { imageId, rect, trial };
    studio.comparing = true;
    viewport.showPart(partOf(info, rect));
  }

  /** The point of the picture to try a model on: what the user looks at, or while all is in view the liveliest place. */
  async interesting(): Promise<[x: number, y: number]> {
    const { current, viewport } = studio;
    const looked: [number, number] = [viewport.centerX, viewport.centerY];
    if (!current || !viewport.fitted) return looked;
    const grey = await greyOf(mediaUrl(current.image.sha256, 320));
    if (!grey) return looked;
    const { x, y } = livelySpot(grey, { x: 0, y: 0, width: 1, height: 1 });
    return [x, y];
  }
}

export const upscaling = new Upscaling();
