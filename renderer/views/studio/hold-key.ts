// Tab held shows the original. A short tap still moves the focus, so that nobody is caught in the canvas.
const TAP = 220;

/** Listens until the returned function is called. `may`: whether there is an original to show now. */
export function holdKey(may: () => boolean, hold: (held: boolean) => void): () => void {
  let since: number | null = null;

  const keydown = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (since !== null) event.preventDefault();
    if (since !== null || !may() || usesKeyboard()) return;
    event.preventDefault();
    since = performance.now();
    hold(true);
  };
  const keyup = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || since === null) return;
    const tapped = performance.now() - since < TAP;
    release();
    // Once what was hidden meanwhile is back.
    if (tapped) setTimeout(focusNext);
  };
  const release = () => {
    if (since === null) return;
    since = null;
    hold(false);
  };

  window.addEventListener('keydown', keydown);
  window.addEventListener('keyup', keyup);
  window.addEventListener('blur', release);
  return () => {
    release();
    window.removeEventListener('keydown', keydown);
    window.removeEventListener('keyup', keyup);
    window.removeEventListener('blur', release);
  };
}

/** Whether the focus is on a control and is seen to be there: then Tab goes on from it as everywhere. */
function usesKeyboard(): boolean {
  const active = document.activeElement;
  if (!active || active === document.body || active.getAttribute('role') === 'application') return false;
  return active.matches(':focus-visible');
}

function focusNext(): void {
  const all = [
    ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]'),
  ].filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility());
  const active = document.activeElement;
  const index = active instanceof HTMLElement ? all.indexOf(active) : -1;
  all[(index + 1) % all.length]?.focus();
}
