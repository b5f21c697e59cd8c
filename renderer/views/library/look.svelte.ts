// How this window shows the Library: kept in the browser, as it is no preference of the studio.

const REMEMBERED = 'atelier.library';
export const ROW_HEIGHTS = { min: 88, max: 400, initial: 184 } as const;

class Look {
  /** Height wished for a row of thumbnails, CSS pixels. */
  rowHeight = $state<number>(ROW_HEIGHTS.initial);
  detail = $state(true);

  constructor() {
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as { rowHeight?: unknown; detail?: unknown };
    if (typeof kept.rowHeight === 'number') {
      this.rowHeight = Math.min(ROW_HEIGHTS.max, Math.max(ROW_HEIGHTS.min, kept.rowHeight));
    }
    if (typeof kept.detail === 'boolean') this.detail = kept.detail;
  }

  set(change: { rowHeight?: number; detail?: boolean }): void {
    this.rowHeight = change.rowHeight ?? this.rowHeight;
    this.detail = change.detail ?? this.detail;
    localStorage.setItem(REMEMBERED, JSON.stringify({ rowHeight: this.rowHeight, detail: this.detail }));
  }
}

export const look = new Look();
