// Pointer and wheel on the canvas: drag moves, wheel and pinch zoom to the pointer, a double click goes to 100 % and back.
import { type Viewport } from '../state/viewport.svelte.ts';

/** `hand`: a press moves the picture. `zoom`: a click zooms in, with Alt out. */
export type Tool = 'hand' | 'zoom';

const WHEEL_SPEED = 0.0016;
const PINCH_SPEED = 0.012;
const LINE = 32;
const PAGE = 400;
/** CSS pixels a press may move and still be a click. */
const SLACK = 4;
const CLICK_ZOOM = 2;

type Point = { x: number; y: number };

export class Gestures {
  private readonly viewport: Viewport;
  private readonly toView: (event: MouseEvent) => Point;
  private readonly pointers = new Map<number, Point>();
  private moved = 0;

  /** `toView` gives an event's place inside the view of the picture it happened in. */
  constructor(viewport: Viewport, toView: (event: MouseEvent) => Point) {
    this.viewport = viewport;
    this.toView = toView;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? PAGE : 1;
    if (event.shiftKey && !event.ctrlKey) {
      this.viewport.panBy(-(event.deltaX || event.deltaY) * unit, 0);
      return;
    }
    // A pinch on a touch pad comes as a wheel with Ctrl, in much smaller steps.
    const pinch = event.ctrlKey && event.deltaMode === 0 && Math.abs(event.deltaY) < 50;
    const { x, y } = this.toView(event);
    const factor = Math.exp(-event.deltaY * unit * (pinch ? PINCH_SPEED : WHEEL_SPEED));
    this.viewport.zoomTo(this.viewport.scale * factor, x, y);
  }

  /** Whether the press began a drag. */
  down(event: PointerEvent & { currentTarget: HTMLElement }): boolean {
    if (event.button > 1) return false;
    if (event.button === 1) event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    if (this.pointers.size === 0) this.moved = 0;
    this.pointers.set(event.pointerId, this.toView(event));
    return true;
  }

  move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.toView(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.moved += Math.hypot(now.x - before.x, now.y - before.y);
    this.pointers.set(event.pointerId, now);
    if (other) {
      const spread = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      this.viewport.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
      this.viewport.zoomTo((this.viewport.scale * spread(now)) / spread(before), middle.x, middle.y);
    } else if (this.moved > SLACK) this.viewport.panBy(now.x - before.x, now.y - before.y);
  }

  up(event: PointerEvent, tool: Tool): void {
    const place = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    if (!place || tool !== 'zoom' || event.button !== 0 || this.moved > SLACK) return;
    const factor = event.altKey ? 1 / CLICK_ZOOM : CLICK_ZOOM;
    this.viewport.zoomTo(this.viewport.scale * factor, place.x, place.y);
  }

  doubleClick(event: MouseEvent): void {
    const { x, y } = this.toView(event);
    if (this.viewport.fitted) this.viewport.zoomTo(this.viewport.actualScale, x, y);
    else this.viewport.fit();
  }

  /** Whether the key meant something here. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { viewport } = this;
    const step = event.shiftKey ? 240 : 48;
    switch (event.key) {
      case 'ArrowLeft':
        viewport.panBy(step, 0);
        return true;
      case 'ArrowRight':
        viewport.panBy(-step, 0);
        return true;
      case 'ArrowUp':
        viewport.panBy(0, step);
        return true;
      case 'ArrowDown':
        viewport.panBy(0, -step);
        return true;
      case '+':
      case '=':
        viewport.zoomIn();
        return true;
      case '-':
      case '_':
        viewport.zoomOut();
        return true;
      default:
        return false;
    }
  }
}
