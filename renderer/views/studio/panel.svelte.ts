// Which sections of the tools' panels are open, so that a message can lead to one.
import { tick } from 'svelte';

export type SectionName = 'model' | 'size' | 'style' | 'look' | 'file' | 'place';

class Panel {
  open = $state<Record<SectionName, boolean>>({
    model: true,
    size: true,
    style: true,
    look: true,
    file: false,
    place: false,
  });

  /** Opens a section, brings it into view and focuses its first control. */
  async reveal(name: SectionName): Promise<void> {
    this.open[name] = true;
    await tick();
    const section = document.querySelector(`[data-section='${name}']`);
    section?.scrollIntoView({ block: 'nearest' });
    section?.querySelector<HTMLElement>('.content button, .content input')?.focus();
  }
}

export const panel = new Panel();
