// Numbers, sizes and times as people say them, in the language of the interface.
import { LANGUAGE_TAG, type Locale } from './translate.ts';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
/** Set between a number and its unit, so that a line never breaks there. */
const NARROW_SPACE = '\u202f';

/** A plain number with separators, at most `digits` decimals. */
export function formatNumber(value: number, locale: Locale, digits = 0): string {
  return value.toLocaleString(LANGUAGE_TAG[locale], { maximumFractionDigits: digits });
}

/** A measured value with three significant figures and a short unit for thousands: `0.0234`, `1.5`, `12.3K`; 1.23万. */
export function formatCompact(value: number, locale: Locale): string {
  return value.toLocaleString(LANGUAGE_TAG[locale], { notation: 'compact', maximumSignificantDigits: 3 });
}

/** 0..1 as whole percent. */
export function formatPercent(fraction: number, locale: Locale): string {
  return fraction.toLocaleString(LANGUAGE_TAG[locale], { style: 'percent', maximumFractionDigits: 0 });
}

/** Bytes in decimal units with two significant places below ten: `3.4 MB`, `812 kB`. */
export function formatBytes(bytes: number, locale: Locale): string {
  const step = bytes < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const unit = BYTE_UNITS[step] ?? 'byte';
  const number = new Intl.NumberFormat(LANGUAGE_TAG[locale], {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: step > 0 && value < 10 ? 1 : 0,
  });
  return number.format(value);
}

/** Pixels as megapixels: `192 MP`, `0.8 MP`; 1.92 亿像素 is not how photographers talk, so both languages say MP. */
export function formatMegapixels(pixels: number, locale: Locale): string {
  const value = pixels / 1e6;
  return `${formatNumber(value, locale, value < 0.1 ? 2 : value < 10 ? 1 : 0)}${NARROW_SPACE}MP`;
}

/** `4,000 × 3,000`. */
export function formatDimensions(width: number, height: number, locale: Locale): string {
  return `${formatNumber(width, locale)} × ${formatNumber(height, locale)}`;
}

/** Megapixels per second with the precision the figure deserves: `0.42 MP/s`, `12 MP/s`. */
export function formatSpeed(megapixelsPerSecond: number, locale: Locale): string {
  const digits = megapixelsPerSecond < 1 ? 2 : megapixelsPerSecond < 10 ? 1 : 0;
  return `${formatNumber(megapixelsPerSecond, locale, digits)}${NARROW_SPACE}MP/s`;
}

type Spoken = { value: number; unit: 'second' | 'minute' | 'hour' | 'day' };

/** Seconds in the largest unit that still says something, rounded as a person would. */
function spoken(seconds: number): Spoken {
  if (seconds < 20) return { value: Math.max(1, Math.round(seconds)), unit: 'second' };
  if (seconds < 55) return { value: Math.round(seconds / 5) * 5, unit: 'second' };
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return { value: minutes, unit: 'minute' };
  const hours = seconds / 3600;
  if (hours < 10) return { value: Math.round(hours * 2) / 2, unit: 'hour' };
  return hours < 48 ? { value: Math.round(hours), unit: 'hour' } : { value: Math.round(hours / 24), unit: 'day' };
}

/** `12 seconds`, `2 minutes`, `1.5 hours`; 12秒钟, 2分钟. */
export function formatDuration(seconds: number, locale: Locale): string {
  const { value, unit } = spoken(seconds);
  return new Intl.NumberFormat(LANGUAGE_TAG[locale], {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  }).format(value);
}

/** `about 2 minutes left`, `a few seconds left`; 大约还需 2分钟. */
export function formatRemaining(seconds: number, locale: Locale): string {
  if (seconds < 5) return locale === 'zh' ? '还需几秒' : 'a few seconds left';
  const time = formatDuration(seconds, locale);
  return locale === 'zh' ? `大约还需 ${time}` : `about ${time} left`;
}

/** A button's estimate: `≈ 12 s`, `≈ 3 min`. */
export function formatEstimate(seconds: number, locale: Locale): string {
  const { value, unit } = spoken(seconds);
  const text = new Intl.NumberFormat(LANGUAGE_TAG[locale], {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(value);
  return `≈ ${text}`;
}

/** A measured time with the precision it deserves: `0.84 s`, `3.2 s`, `48 s`. */
export function formatSeconds(seconds: number, locale: Locale): string {
  const digits = seconds < 1 ? 2 : seconds < 10 ? 1 : 0;
  return `${formatNumber(seconds, locale, digits)}${NARROW_SPACE}s`;
}

/** `02:14`, `1:02:14`: for places where the figure counts down. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return whole < 3600 ? clock : `${Math.floor(whole / 3600)}:${clock}`;
}

/** A day: `Today`, `Yesterday`, `12 March`, with the year when it is another one. */
export function formatDay(time: number, locale: Locale, now = Date.now()): string {
  const day = new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((day - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
  const tag = LANGUAGE_TAG[locale];
  if (days === 0 || days === -1) {
    const word = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day');
    return word.charAt(0).toLocaleUpperCase(tag) + word.slice(1);
  }
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Date(time).toLocaleDateString(tag, {
    day: 'numeric',
    month: 'long',
    year: sameYear ? undefined : 'numeric',
  });
}

/** Date and time of day. */
export function formatDateTime(time: number, locale: Locale): string {
  return new Date(time).toLocaleString(LANGUAGE_TAG[locale], { dateStyle: 'medium', timeStyle: 'short' });
}
