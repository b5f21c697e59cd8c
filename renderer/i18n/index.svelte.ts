// The language in use, and messages and formats that follow it at once when it changes.
import {
  formatBytes,
  formatClock,
  formatCompact,
  formatDateTime,
  formatDay,
  formatDimensions,
  formatDuration,
  formatEstimate,
  formatMegapixels,
  formatNumber,
  formatPercent,
  formatRemaining,
  formatSeconds,
  formatSpeed,
} from './format.ts';
import { type Arguments, LANGUAGE_TAG, type Locale, type MessageKey, translate } from './translate.ts';

export type { Locale, MessageKey } from './translate.ts';

class Language {
  locale = $state<Locale>(systemLocale());

  use(choice: 'system' | Locale): void {
    this.locale = choice === 'system' ? systemLocale() : choice;
    document.documentElement.lang = LANGUAGE_TAG[this.locale];
  }
}

function systemLocale(): Locale {
  return navigator.languages
    .find((tag) => /^(zh|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh'
    : 'en';
}

export const language = new Language();

/** The message in the language in use; inside a template or `$derived` it changes with the language. */
export function t<K extends MessageKey>(key: K, ...values: Arguments<K>): string {
  return translate(language.locale, key, ...values);
}

/** A text that comes in both languages, such as a model's sentence. */
export function localized(text: Record<Locale, string>): string {
  return text[language.locale];
}

export const format = {
  number: (value: number, digits?: number) => formatNumber(value, language.locale, digits),
  compact: (value: number) => formatCompact(value, language.locale),
  percent: (fraction: number) => formatPercent(fraction, language.locale),
  bytes: (bytes: number) => formatBytes(bytes, language.locale),
  megapixels: (pixels: number) => formatMegapixels(pixels, language.locale),
  dimensions: (width: number, height: number) => formatDimensions(width, height, language.locale),
  speed: (megapixelsPerSecond: number) => formatSpeed(megapixelsPerSecond, language.locale),
  duration: (seconds: number) => formatDuration(seconds, language.locale),
  remaining: (seconds: number) => formatRemaining(seconds, language.locale),
  estimate: (seconds: number) => formatEstimate(seconds, language.locale),
  seconds: (seconds: number) => formatSeconds(seconds, language.locale),
  clock: formatClock,
  day: (time: number) => formatDay(time, language.locale),
  dateTime: (time: number) => formatDateTime(time, language.locale),
};
