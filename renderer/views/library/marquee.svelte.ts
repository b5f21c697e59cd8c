// A rectangle drawn over scrolled content with the pointer; the content scrolls on when its edge is reached.
import { type Box } from './justified.ts';
import { type Modifiers } from './selection.ts';

/** Less than this is a click with an unsteady hand. */
const THRESHOLD = 5;
const EDGE = 36;
const FASTEST = 24;

type Setup = {
  onStart: (modifiers: Modifiers) => void;
  /** `area` in pixels of the content. */
  onChange: (area: Box, modifiers: Modifiers) => void;
};

export class Marquee {
  area = $state.raw<Box | null>(null);
  /** True during the click that ends a drawing. */
  justDrawn = false;
  private readonly setup: Setup;

  constructor(setup: Setup) {
    this.setup = setup;
  }

  /** Begins at a press of the main button; presses of a scroll bar or a button are left alone. */
  press(event: PointerEvent, scroller: HTMLElement): void {
    const bounds = scroller.getBoundingClientRect();
    if (event.button !== 0 || event.pointerType === 'touch') return;
    if (event.clientX - bounds.left >= scroller.clientWidth) return;
    if (event.target instanceof Element && event.target.closest('button')) return;
    this.justDrawn = false;
    const startX = event.clientX - bounds.left + scroller.scrollLeft;
    const startY = event.clientY - bounds.top + scroller.scrollTop;
    let { clientX, clientY } = event;
    let modifiers = modifiersOf(event);
    let frame = 0;

    const draw = () => {
      const x = Math.min(scroller.clientWidth, Math.max(0, clientX - bounds.left));
      const y = Math.min(scroller.scrollHeight, Math.max(0, clientY - bounds.top + scroller.scrollTop));
      if (!this.area) {
        if (Math.hypot(x - startX, y - startY) < THRESHOLD) return;
        scroller.setPointerCapture(event.pointerId);
        this.setup.onStart(modifiers);
      }
      this.area = {
        x: Math.min(x, startX),
        y: Math.min(y, startY),
        width: Math.abs(x - startX),
        height: Math.abs(y - startY),
      };
      this.setup.onChange(this.area, modifiers);
    };
    const scrollOn = () => {
      const above = bounds.top + EDGE - clientY;
      const below = clientY - bounds.bottom + EDGE;
      const by = above > 0 ? -Math.min(FASTEST, above / 2) : below > 0 ? Math.min(FASTEST, below / 2) : 0;
      if (this.area && by !== 0) {
        scroller.scrollTop += by;
        draw();
      }
      frame = requestAnimationFrame(scrollOn);
    };
    const move = (moved: PointerEvent) => {
      ({ clientX, clientY } = moved);
      modifiers = modifiersOf(moved);
      draw();
    };
    const end = () => {
      cancelAnimationFrame(frame);
      scroller.removeEventListener('pointermove', move);
      scroller.removeEventListener('pointerup', end);
      scroller.removeEventListener('pointercancel', end);
      this.justDrawn = this.area !== null;
      this.area = null;
    };
    scroller.addEventListener('pointermove', move);
    scroller.addEventListener('pointerup', end);
    scroller.addEventListener('pointercancel', end);
    frame = requestAnimationFrame(scrollOn);
  }
}

function modifiersOf(event: PointerEvent): Modifiers {
  return { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey };
}
