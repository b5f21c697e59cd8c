// Counts crashes in a sliding window of time, to tell one accident from a loop.

export class CrashCount {
  private times: number[] = [];
  private readonly limit: number;
  private readonly windowMs: number;

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.windowMs = windowMs;
  }

  /** Notes a crash at `now` (milliseconds on any clock) and says how many there were within the window. */
  add(now: number): number {
    this.times = [...this.times.filter((time) => now - time < this.windowMs), now];
    return this.times.length;
  }

  get looping(): boolean {
    return this.times.length >= this.limit;
  }

  reset(): void {
    this.times = [];
  }
}
