// A reduced picture in a learned style, to choose by: not a picture of the library, and soon there when a slider is dragged.
import { mkdir, rm } from 'node:fs/promises';
import { toWireError, UserError } from '#contract/errors.ts';
import type { Args, Result } from '#contract/rpc.ts';
import type { Core } from './core.ts';
import { restylePixels } from './item-task.ts';
import { learnSpeed } from './learn-speed.ts';
import { keepTrial } from './trials.ts';

type PreviewArgs = Args<'restyle.preview'>;

/** For how long a preview that nobody wants any more may hold up the engine, in milliseconds: it is not worth its end. */
const PATIENCE = 30_000;

/** Previews under way of one picture, model, brush and size: what is painted for one is there for all of them. */
export class RestylePreviews {
  private readonly core: Core;
  private painting = '';
  private controller = new AbortController();

  constructor(core: Core) {
    this.core = core;
  }

  /** One that needs other painting cancels those under way. What goes wrong with the model is in the result. */
  async show(args: PreviewArgs): Promise<Result<'restyle.preview'>> {
    const { imageId, look, side } = args;
    const image = this.core.library.images.get(imageId);
    if (!image) throw new UserError('not-found', 'The picture is no longer in the library.');
    const painting = [image.sha256, look.model, look.brush, side].join();
    if (painting !== this.painting) {
      this.controller.abort();
      this.controller = new AbortController();
      this.painting = painting;
    }
    const { signal } = this.controller;
    try {
      return await this.make(this.core.library.files.path(image.sha256), args, signal);
    } catch (error) {
      return { model: look.model, sha256: null, seconds: 0, error: toWireError(error), width: 0, height: 0 };
    }
  }

  private async make(
    input: string,
    { look, side }: PreviewArgs,
    signal: AbortSignal,
  ): Promise<Result<'restyle.preview'>> {
    const { library, models, compute } = this.core;
    const { card, file } = await models.use(look.model, 'translate');
    const output = library.files.temporary('.png');
    const scratch = library.files.temporary();
    try {
      await mkdir(scratch);
      const { receptiveRadius, multiple, grain } = card;
      const encoding = { format: 'png', keepMetadata: false } as const;
      const made = { input, output, model: file, receptiveRadius, multiple, grain, look, encoding, side, scratch };
      const task = { task: 'restyle', ...made, interactive: true } as const;
      const { info, seconds, painting } = await compute.run(task, { signal, patience: PATIENCE });
      const { width, height } = info;
      const pixels = restylePixels(look, { width, height });
      await learnSpeed(models, card.id, { pixels, seconds: painting, provisional: true });
      return { model: look.model, sha256: await keepTrial(this.core, output), seconds, error: null, width, height };
    } finally {
      await rm(output, { force: true });
      await rm(scratch, { recursive: true, force: true });
    }
  }
}
