// Which runs are chosen to be compared: two at most, the one chosen first gives way.
import { type RunId } from '#contract/ids.ts';

class Choice {
  runs = $state.raw<readonly RunId[]>([]);

  toggle(id: RunId): void {
    this.runs = this.runs.includes(id) ? this.runs.filter((one) => one !== id) : [...this.runs.slice(-1), id];
  }
}

export const choice = new Choice();
