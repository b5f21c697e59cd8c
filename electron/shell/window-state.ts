// Remembers where the window was and puts it back onto a display that is still there.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

export const MINIMUM_SIZE = { width: 900, height: 600 };
const FIRST_SIZE = { width: 1440, height: 900 };
/** So much of the title bar's strip must lie on a display for the window to be found and moved. */
const GRIP = { width: 120, height: 32 };

/** Bounds for the window, in device-independent pixels. `areas`: the displays' work areas, the main one first. */
export function placeWindow(saved: WindowState | null, areas: readonly Rectangle[]): WindowState {
  const home = areas[0] ?? { x: 0, y: 0, ...FIRST_SIZE };
  const strip = saved && { ...saved, height: GRIP.height };
  const area = strip && areas.find((display) => covers(display, strip));
  if (!saved || !area) return { ...centred(FIRST_SIZE, home), maximized: saved?.maximized ?? false };
  return { ...saved, width: Math.min(saved.width, area.width), height: Math.min(saved.height, area.height) };
}

function covers(display: Rectangle, strip: Rectangle): boolean {
  const width = Math.min(display.x + display.width, strip.x + strip.width) - Math.max(display.x, strip.x);
  const height = Math.min(display.y + display.height, strip.y + strip.height) - Math.max(display.y, strip.y);
  return width >= Math.min(GRIP.width, strip.width) && height >= GRIP.height;
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = Math.min(size.width, area.width);
  const height = Math.min(size.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/** The state last written, `null` if there is none that can be read. */
export function readWindowState(file: string): WindowState | null {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Written whole or not at all. */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}
