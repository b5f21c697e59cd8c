// Output pixels per second over the last minute of work.

const WINDOW = 60_000;

export class SpeedMeter {
  private samples: { milliseconds: number; pixels: number }[] = [];
  private milliseconds = 0;
  private pixels = 0;

  /** Adds work that took so long; time in which nothing was worked on is not added. */
  add(milliseconds: number, pixels: number): void {
    this.samples.push({ milliseconds, pixels });
    this.milliseconds += milliseconds;
    this.pixels += pixels;
    // The newest sample always stays, however long it took.
    while (this.samples.length > 1 && this.milliseconds - (this.samples[0]?.milliseconds ?? 0) >= WINDOW) {
      const oldest = this.samples.shift();
      this.milliseconds -= oldest?.milliseconds ?? 0;
      this.pixels -= oldest?.pixels ?? 0;
    }
  }

  /** `null` before the first pixel. */
  get pixelsPerSecond(): number | null {
    return this.pixels > 0 && this.milliseconds > 0 ? (this.pixels / this.milliseconds) * 1000 : null;
  }
}
