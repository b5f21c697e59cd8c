// How curves are drawn, the same for every run as long as the window is open.

/** Percent; beyond it a curve hardly moves any more. */
export const MOST_SMOOTH = 98;
export const SMOOTHING = 60;

class Look {
  /** Percent of what came before that stays in the running mean. */
  smoothing = $state(SMOOTHING);
  logarithmic = $state(false);
}

export const look = new Look();
