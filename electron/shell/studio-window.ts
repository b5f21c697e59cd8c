// The studio's one window: made sandboxed, put where it was, loaded again when its page crashes.
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { CrashCount } from './crash-count.ts';
import { type ElectronParts } from './parts.ts';
import { type Places } from './places.ts';
import { APP_ORIGIN } from './scheme.ts';
import { webPreferences } from './security.ts';
import { MINIMUM_SIZE, placeWindow, readWindowState, type WindowState, writeWindowState } from './window-state.ts';

export type WindowEvents = {
  /** A page is being loaded: its predecessor's requests and listeners are gone. */
  loading: () => void;
  /** Its page crashed too often to be loaded again unasked. */
  failed: () => void;
  /** The user closes it; `false` keeps it open. */
  closing: () => boolean;
  closed: () => void;
};

/** The page's own background, so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#1c1c1c', light: '#fafafa' };

export function windowOptions(
  state: WindowState,
  places: Places,
  packaged: boolean,
  dark: boolean,
): BrowserWindowConstructorOptions {
  const { x, y, width, height } = state;
  return {
    x,
    y,
    width,
    height,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    title: 'Atelier',
    icon: places.icon,
    autoHideMenuBar: true,
    backgroundColor: dark ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: webPreferences(places.preload, packaged),
  };
}

type Parts = Pick<ElectronParts, 'app' | 'BrowserWindow' | 'nativeTheme' | 'screen'>;

/** Opens the window; `stateFile` is read now and written when it closes. */
export function openWindow(parts: Parts, places: Places, stateFile: string, events: WindowEvents): BrowserWindow {
  const { app, nativeTheme, screen } = parts;
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id);
  const areas = [main, ...others].map((display) => display.workArea);
  const state = placeWindow(readWindowState(stateFile), areas);
  const window = new parts.BrowserWindow(windowOptions(state, places, app.isPackaged, nativeTheme.shouldUseDarkColors));
  if (state.maximized) window.maximize();

  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (!events.closing()) return event.preventDefault();
    try {
      writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch {
      // A place that cannot be kept is no reason to keep the window open.
    }
  });
  window.once('closed', events.closed);

  const contents = window.webContents;
  const crashes = new CrashCount(3, 60_000);
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) events.loading();
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    crashes.add(Date.now());
    if (crashes.looping) events.failed();
    else contents.reload();
  });
  window.loadURL(`${APP_ORIGIN}/`).catch(() => {
    // Closing the window breaks off the load; anything else is a page that cannot be shown.
    if (!window.isDestroyed()) events.failed();
  });
  return window;
}
