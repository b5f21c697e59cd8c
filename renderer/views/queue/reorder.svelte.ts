// Jobs moved up and down by dragging their handle; while that lasts only their heads are shown.
import { JobId } from '#contract/ids.ts';

type Side = 'before' | 'after';
/** Less than this is a click. */
const THRESHOLD = 4;

export class Reorder {
  /** The job that is being dragged. */
  moved = $state.raw<JobId | null>(null);
  /** Where it would go. */
  target = $state.raw<{ job: JobId; side: Side } | null>(null);
  private readonly onDrop: (moved: JobId, target: JobId, side: Side) => void;

  constructor(onDrop: (moved: JobId, target: JobId, side: Side) => void) {
    this.onDrop = onDrop;
  }

  press(event: PointerEvent, job: JobId): void {
    const handle = event.currentTarget;
    if (event.button !== 0 || !(handle instanceof HTMLElement)) return;
    const startY = event.clientY;
    const stop = new AbortController();
    const { signal } = stop;
    handle.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent) => {
      if (this.moved === null && Math.abs(clientY - startY) < THRESHOLD) return;
      this.moved = job;
      this.target = placeAt(clientX, clientY);
    };
    const end = (dropped: boolean) => {
      stop.abort();
      if (dropped && this.moved && this.target) this.onDrop(this.moved, this.target.job, this.target.side);
      this.moved = null;
      this.target = null;
    };
    handle.addEventListener('pointermove', move, { signal });
    handle.addEventListener('pointerup', () => end(true), { signal });
    handle.addEventListener('pointercancel', () => end(false), { signal });
    window.addEventListener('keydown', (key) => key.key === 'Escape' && end(false), { signal });
  }
}

/** The waiting job under the pointer, and on which half of it. */
function placeAt(x: number, y: number): { job: JobId; side: Side } | null {
  const head = document.elementsFromPoint(x, y).find((one) => one instanceof HTMLElement && one.dataset['movable']);
  if (!(head instanceof HTMLElement)) return null;
  const { top, height } = head.getBoundingClientRect();
  return { job: JobId.parse(head.dataset['job']), side: y < top + height / 2 ? 'before' : 'after' };
}
