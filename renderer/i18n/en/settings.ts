// English: Settings.

export const settings = {
  appearance: 'Appearance',
  language: 'Language',
  theme: 'Theme',
  system: 'System',
  light: 'Light',
  dark: 'Dark',
} as const;
