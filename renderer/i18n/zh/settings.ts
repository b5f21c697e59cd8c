// Simplified Chinese: Settings.
import { type settings as english } from '../en/settings.ts';
import { type Translation } from '../translate.ts';

export const settings: Translation<typeof english> = {
  appearance: '外观',
  language: '语言',
  theme: '主题',
  system: '跟随系统',
  light: '浅色',
  dark: '深色',
};
