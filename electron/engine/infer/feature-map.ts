/// <reference lib="esnext.float16" />
// A map of a net over a whole picture, [channels,height,width], of which rectangles are read and written; kept in half precision.
import { type Rect } from '#contract/rpc.ts';

export class FeatureMap {
  private readonly data: Float16Array<ArrayBuffer>;
  private readonly channels: number;
  private readonly width: number;
  private readonly height: number;

  constructor(channels: number, { width, height }: { width: number; height: number }) {
    this.data = new Float16Array(channels * width * height);
    this.channels = channels;
    this.width = width;
    this.height = height;
  }

  /** [channels,height,width] of the rectangle. */
  read(rect: Rect): Float32Array {
    const part = new Float32Array(this.channels * rect.width * rect.height);
    const { data } = this;
    // A loop is twice as fast as `set`.
    this.eachRow(rect, (at, of) => {
      for (let x = 0; x < rect.width; x++) part[of + x] = data[at + x] ?? 0;
    });
    return part;
  }

  write(rect: Rect, part: Float32Array): void {
    this.eachRow(rect, (at, of) => this.data.set(part.subarray(of, of + rect.width), at));
  }

  /** Gives the memory back now rather than at some time. */
  release(): void {
    this.data.buffer.transfer(0);
  }

  private eachRow(rect: Rect, move: (at: number, of: number) => void): void {
    for (let channel = 0, of = 0; channel < this.channels; channel++) {
      let at = (channel * this.height + rect.y) * this.width + rect.x;
      for (let y = 0; y < rect.height; y++, at += this.width, of += rect.width) move(at, of);
    }
  }
}
