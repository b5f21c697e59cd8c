// The user's preferences as the service keeps them, and what follows from them in this window.
import { Settings, type SettingsPatch } from '#contract/settings.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { language } from '../i18n/index.svelte.ts';
import { notifications } from './notifications.svelte.ts';

/** What this window looked like last, so that it does not flash before the service answers. */
const REMEMBERED = 'atelier.appearance';

class SettingsState {
  /** Defaults until `loaded`. */
  current = $state.raw<Settings>(remembered());
  loaded = $state(false);
  private readonly prefersLight = window.matchMedia('(prefers-color-scheme: light)');
  private systemLight = $state(this.prefersLight.matches);

  readonly theme: 'light' | 'dark' = $derived(
    this.current.theme === 'system' ? (this.systemLight ? 'light' : 'dark') : this.current.theme,
  );

  constructor() {
    this.apply();
    this.prefersLight.addEventListener('change', ({ matches }) => {
      this.systemLight = matches;
      this.apply();
    });
    rpc.on('settings.changed', (settings) => this.take(settings));
    rpc.onOpen(() => void notifications.guard(async () => this.take(await rpc.call('settings.get', {}))));
  }

  /** Shown at once, taken back if the service refuses. Keys that are present replace the old ones whole. */
  async set(patch: SettingsPatch): Promise<void> {
    const before = this.current;
    this.take(Settings.parse({ ...before, ...$state.snapshot(patch) }), this.loaded);
    if (rpc.connection !== 'open') return;
    try {
      this.take(await rpc.call('settings.set', patch));
    } catch (error) {
      this.take(before);
      notifications.failure(error);
    }
  }

  private take(settings: Settings, loaded = true): void {
    this.current = settings;
    this.loaded = loaded;
    this.apply();
    localStorage.setItem(REMEMBERED, JSON.stringify({ theme: settings.theme, language: settings.language }));
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.theme;
    language.use(this.current.language);
  }
}

function remembered(): Settings {
  const found: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}');
  const parsed = Settings.safeParse(found);
  return parsed.success ? parsed.data : Settings.parse({});
}

export const settings = new SettingsState();
