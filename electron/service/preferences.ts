// The user's settings: read with defaults for what an older version did not know, changed by top-level key.
import { Settings, type SettingsPatch } from '#contract/settings.ts';
import type { Library } from '../library/index.ts';
import type { EventHub } from './event-hub.ts';

const KEY = 'settings';

export class Preferences {
  private current: Settings;
  private readonly library: Library;
  private readonly events: EventHub;

  constructor(library: Library, events: EventHub) {
    this.library = library;
    this.events = events;
    const stored = Settings.safeParse(library.settings.get(KEY) ?? {});
    this.current = stored.success ? stored.data : Settings.parse({});
  }

  get(): Settings {
    return this.current;
  }

  set(patch: SettingsPatch): Settings {
    this.current = Settings.parse({ ...this.current, ...patch });
    this.library.settings.set(KEY, this.current);
    this.events.emit('settings.changed', this.current);
    return this.current;
  }
}
