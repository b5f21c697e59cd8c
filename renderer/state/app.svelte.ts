// The window: which screen it shows, what is open over it, and how the service is.
import { type AppInfo } from '#contract/rpc.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { hashOf, type Place, placeOf, type Screen } from './place.ts';

export { type Screen, SCREENS } from './place.ts';

class App {
  /** What the address says. */
  private place = $state.raw<Place>(placeOf(location.hash));
  /** Where each screen was left. */
  private readonly left = new SvelteMap<Screen, string>();
  queueOpen = $state(false);
  paletteOpen = $state(false);
  helpOpen = $state(false);
  /** `null` until the service answered. */
  info = $state.raw<AppInfo | null>(null);
  engine = $state.raw<{ state: AppInfo['engine']; message: string }>({ state: 'starting', message: '' });

  readonly connection = $derived(rpc.connection);
  readonly screen: Screen = $derived(this.place.screen);
  /** What follows the screen in the address: `new`, the id of a run; empty for the screen itself. */
  readonly path: string = $derived(this.place.path);

  constructor() {
    this.left.set(this.screen, this.path);
    window.addEventListener('hashchange', () => this.show(placeOf(location.hash)));
    rpc.on('engine.changed', ({ engine, message }) => (this.engine = { state: engine, message }));
    rpc.onOpen(() => void this.readInfo());
  }

  /** Without a path to where the screen was left; to its beginning if it is shown. */
  go(screen: Screen, path = this.pathOf(screen)): void {
    const place = { screen, path };
    location.hash = hashOf(place);
    this.show(place);
  }

  /** The address behind a link to a screen, as `go` takes it. */
  hrefOf(screen: Screen): string {
    return `#${hashOf({ screen, path: this.pathOf(screen) })}`;
  }

  private pathOf(screen: Screen): string {
    return screen === this.screen ? '' : (this.left.get(screen) ?? '');
  }

  private show(place: Place): void {
    this.left.set(place.screen, place.path);
    this.place = place;
  }

  private async readInfo(): Promise<void> {
    const info = await notifications.guard(rpc.call('app.info', {}));
    if (!info) return;
    this.info = info;
    this.engine = { state: info.engine, message: '' };
  }
}

export const app = new App();
