// The window: which screen it shows, what is open over it, and how the service is.
import { type AppInfo } from '#contract/rpc.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { notifications } from './notifications.svelte.ts';

export const SCREENS = ['studio', 'library', 'models', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

class App {
  screen = $state<Screen>(screenOf(location.hash));
  queueOpen = $state(false);
  paletteOpen = $state(false);
  helpOpen = $state(false);
  /** `null` until the service answered. */
  info = $state.raw<AppInfo | null>(null);
  engine = $state.raw<{ state: AppInfo['engine']; message: string }>({ state: 'starting', message: '' });

  readonly connection = $derived(rpc.connection);

  constructor() {
    window.addEventListener('hashchange', () => (this.screen = screenOf(location.hash)));
    rpc.on('engine.changed', ({ engine, message }) => (this.engine = { state: engine, message }));
    rpc.onOpen(() => void this.readInfo());
  }

  go(screen: Screen): void {
    location.hash = `/${screen}`;
    this.screen = screen;
  }

  private async readInfo(): Promise<void> {
    const info = await notifications.guard(rpc.call('app.info', {}));
    if (!info) return;
    this.info = info;
    this.engine = { state: info.engine, message: '' };
  }
}

function screenOf(hash: string): Screen {
  const name = hash.replace(/^#\/?/, '');
  return SCREENS.find((screen) => screen === name) ?? 'studio';
}

export const app = new App();
