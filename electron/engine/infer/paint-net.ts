// A net that repaints pictures, used as its graph and the picture allow: small ones in one run, large ones in stages.
import { availableMemory } from 'node:process';
import { UserError } from '#contract/errors.ts';
import { ModelSession, type SessionOptions } from '../compiler/session.ts';
import { StagedNet } from '../compiler/staged-net.ts';
import { type NetUse, type Painter } from './paint.ts';
import { stagedPainter } from './paint-staged.ts';
import { wholePainter } from './paint-whole.ts';
import { sizeSeen } from './read-window.ts';

/** A run in one piece may take this much, which its session then keeps, or a quarter of what is free. */
const WHOLE_BYTES = 600e6;

export class PaintNet {
  private readonly file: string;
  private readonly options: SessionOptions;
  private readonly staged: StagedNet | undefined;
  private opened: Promise<ModelSession> | undefined;

  private constructor(file: string, options: SessionOptions, staged: StagedNet | undefined) {
    this.file = file;
    this.options = options;
    this.staged = staged;
  }

  /** Throws as `ModelSession.open` does. */
  static async open(file: string, options: SessionOptions): Promise<PaintNet> {
    const net = new PaintNet(file, options, await StagedNet.open(file, options));
    if (!net.staged) await net.session();
    return net;
  }

  painter(use: NetUse): Painter {
    const { staged } = this;
    const whole: Painter = async (...picture) => wholePainter(await this.session(), use)(...picture);
    if (!staged) return whole;
    const inStages = stagedPainter({ ...use, net: staged });
    return async (source, ...more) => {
      const { width, height } = sizeSeen(source.layout, use.multiple);
      if (staged.wholeBytes(width * height) > Math.min(WHOLE_BYTES, availableMemory() / 4)) {
        return inStages(source, ...more);
      }
      try {
        return await whole(source, ...more);
      } catch (error) {
        if (!(error instanceof UserError) || error.kind !== 'out-of-memory') throw error;
        return inStages(source, ...more);
      }
    };
  }

  async release(): Promise<void> {
    await (await this.opened)?.release();
  }

  private session(): Promise<ModelSession> {
    this.opened ??= ModelSession.open(this.file, this.options).catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }
}
