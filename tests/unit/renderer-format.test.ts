// How numbers and times read in both languages.
import { expect, test } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatDay,
  formatDimensions,
  formatDuration,
  formatEstimate,
  formatMegapixels,
  formatNumber,
  formatPercent,
  formatRemaining,
  formatSpeed,
} from '../../renderer/i18n/format.ts';

/** Spaces of any kind compare as one plain space. */
const plain = (text: string) => text.replace(/\s/g, ' ');

test('remaining time is said as people say it', () => {
  expect(formatRemaining(2, 'en')).toBe('a few seconds left');
  expect(formatRemaining(43, 'en')).toBe('about 45 seconds left');
  expect(formatRemaining(118, 'en')).toBe('about 2 minutes left');
  expect(formatRemaining(58, 'en')).toBe('about 1 minute left');
  expect(formatRemaining(5400, 'en')).toBe('about 1.5 hours left');
  expect(plain(formatRemaining(118, 'zh'))).toBe('大约还需 2分钟');
  expect(formatRemaining(2, 'zh')).toBe('还需几秒');
});

test('a longer time never reads as a shorter one', () => {
  const minutes = (text: string) =>
    Number.parseFloat(text) * (/hour/.test(text) ? 60 : /day/.test(text) ? 1440 : /second/.test(text) ? 1 / 60 : 1);
  let last = 0;
  for (let seconds = 1; seconds < 400_000; seconds = Math.ceil(seconds * 1.07)) {
    const said = minutes(formatDuration(seconds, 'en'));
    expect(said).toBeGreaterThanOrEqual(last);
    expect(Math.abs(said * 60 - seconds)).toBeLessThanOrEqual(Math.max(3, seconds * 0.5));
    last = said;
  }
});

test('sizes carry a unit and only the digits that matter', () => {
  expect(plain(formatBytes(3_400_000, 'en'))).toBe('3.4 MB');
  expect(plain(formatBytes(812_300, 'en'))).toBe('812 kB');
  expect(plain(formatBytes(640, 'en'))).toBe('640 bytes');
  expect(plain(formatBytes(3_400_000, 'zh'))).toBe('3.4 MB');
  expect(plain(formatMegapixels(192_000_000, 'en'))).toBe('192 MP');
  expect(plain(formatMegapixels(786_432, 'en'))).toBe('0.8 MP');
  expect(plain(formatSpeed(0.418, 'en'))).toBe('0.42 MP/s');
  expect(formatDimensions(16_000, 12_000, 'en')).toBe('16,000 × 12,000');
  expect(formatNumber(1234567, 'zh')).toBe('1,234,567');
  expect(formatPercent(0.347, 'en')).toBe('35%');
});

test('estimates and clocks are short', () => {
  expect(plain(formatEstimate(12, 'en'))).toBe('≈ 12 sec');
  expect(plain(formatEstimate(180, 'en'))).toBe('≈ 3 min');
  expect(formatClock(134)).toBe('02:14');
  expect(formatClock(3734)).toBe('1:02:14');
});

test('days are named while they are near', () => {
  const now = new Date(2026, 2, 12, 15).getTime();
  expect(formatDay(new Date(2026, 2, 12, 1).getTime(), 'en', now)).toBe('Today');
  expect(formatDay(new Date(2026, 2, 11, 23).getTime(), 'en', now)).toBe('Yesterday');
  expect(formatDay(new Date(2026, 2, 11, 23).getTime(), 'zh', now)).toBe('昨天');
  expect(formatDay(new Date(2026, 0, 5).getTime(), 'en', now)).toBe('January 5');
  expect(formatDay(new Date(2024, 0, 5).getTime(), 'en', now)).toBe('January 5, 2024');
});
