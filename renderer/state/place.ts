// Addresses of the window: a screen, and what of it is shown.

export const SCREENS = ['studio', 'library', 'train', 'models', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

export type Place = { screen: Screen; path: string };

/** `#/train/new` → the screen and what follows it; the Studio for an unknown one. */
export function placeOf(hash: string): Place {
  const [name = '', ...rest] = hash.replace(/^#\/?/, '').split('/');
  const screen = SCREENS.find((one) => one === name);
  return screen ? { screen, path: rest.filter(Boolean).join('/') } : { screen: 'studio', path: '' };
}

/** What stands behind `#`. */
export function hashOf({ screen, path }: Place): string {
  return path === '' ? `/${screen}` : `/${screen}/${path}`;
}
