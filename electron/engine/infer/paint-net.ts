// A net that repaints pictures, opened in the form that its graph allows: in stages, or in one piece.
import { ModelSession, type SessionOptions } from '../compiler/session.ts';
import { StagedNet } from '../compiler/staged-net.ts';
import { type Painter } from './paint.ts';
import { stagedPainter } from './paint-staged.ts';
import { wholePainter } from './paint-whole.ts';

/** Waits for the device. */
type Take = <T>(work: () => Promise<T>) => Promise<T>;

export class PaintNet {
  private readonly net: StagedNet | ModelSession;

  private constructor(net: StagedNet | ModelSession) {
    this.net = net;
  }

  /** Throws as `ModelSession.open` does. */
  static async open(file: string, options: SessionOptions): Promise<PaintNet> {
    return new PaintNet((await StagedNet.open(file, options)) ?? (await ModelSession.open(file, options)));
  }

  /** `multiple`: the sides that the net takes are multiples of it. */
  painter(multiple: number, take: Take): Painter {
    const { net } = this;
    if (net instanceof StagedNet) return stagedPainter({ net, multiple, take });
    const run = (data: Float32Array, height: number, width: number) => take(() => net.run(data, height, width));
    return wholePainter({ run }, multiple);
  }

  async release(): Promise<void> {
    if (this.net instanceof ModelSession) await this.net.release();
  }
}
