// Text and controls stand out enough in both themes (WCAG 2.2: 4.5:1 and 3:1).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../renderer/theme.css', import.meta.url), 'utf8');

function tokens(theme: 'dark' | 'light'): Map<string, string> {
  const start = css.indexOf(`:root[data-theme='${theme}'] {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

/** Relative luminance, 0..1. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['--canvas', '--panel', '--raised'];
const FILLS = [...GROUNDS, '--hover', '--well'];

/** Foreground, what it stands on, least contrast. */
const PAIRS: [string, string[], number][] = [
  ['--text', [...FILLS, '--pressed', '--selected'], 4.5],
  ['--text-quiet', [...FILLS, '--selected'], 4.5],
  ['--text-faint', [...GROUNDS, '--well'], 4.5],
  ['--accent', [...GROUNDS, '--selected'], 4.5],
  ['--attention', [...GROUNDS, '--attention-soft'], 4.5],
  ['--text-quiet', ['--attention-soft', '--loss-soft'], 4.5],
  ['--loss', [...GROUNDS, '--loss-soft'], 4.5],
  ['--good', [...GROUNDS, '--good-soft'], 4.5],
  ['--on-accent', ['--accent-fill', '--accent-fill-hover'], 4.5],
  ['--on-loss', ['--loss-fill'], 4.5],
  ['--line-control', [...GROUNDS, '--well'], 3],
  ['--accent-fill', GROUNDS, 3],
  ...[1, 2, 3, 4, 5].map((k): [string, string[], number] => [`--curve-${k}`, GROUNDS, 3]),
];

for (const theme of ['dark', 'light'] as const) {
  const colours = tokens(theme);
  const colour = (name: string) => colours.get(name) ?? expect.fail(`${theme} has no ${name}`);

  test.each(PAIRS)(`${theme}: %s`, (front, grounds, least) => {
    for (const ground of grounds) {
      expect(contrast(colour(front), colour(ground)), `${front} on ${ground}`).toBeGreaterThanOrEqual(least);
    }
  });

  test(`${theme}: greys have no cast`, () => {
    for (const name of [...FILLS, '--pressed', '--text', '--text-quiet', '--text-faint', '--line', '--line-control']) {
      const value = colour(name);
      expect([value.slice(1, 3), value.slice(3, 5)], name).toEqual([value.slice(3, 5), value.slice(5, 7)]);
    }
  });
}
