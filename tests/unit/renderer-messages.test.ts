// Both languages say the same things.
import { expect, test } from 'vitest';
import { en } from '../../renderer/i18n/en/index.ts';
import { translate } from '../../renderer/i18n/translate.ts';
import { zh } from '../../renderer/i18n/zh/index.ts';

type Area = Record<string, string | { one?: string; other: string }>;

function fields(text: Area[string] | undefined): string[] {
  const form = typeof text === 'string' ? text : (text?.other ?? '');
  return [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}

const areas: [string, Area, Area][] = Object.entries(en).map(([name, area]) => [
  name,
  area,
  zh[name as keyof typeof zh],
]);

test.each(areas)('%s: every message exists in Chinese, with the same fields', (_, english, chinese) => {
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  for (const [key, text] of Object.entries(english)) expect([key, fields(chinese[key])]).toEqual([key, fields(text)]);
});

test('English has a singular, Chinese does without', () => {
  expect(translate('en', 'common.dropPictures', { n: 1 })).toBe('Add 1 picture to the studio');
  expect(translate('en', 'common.dropPictures', { n: 1200 })).toBe('Add 1,200 pictures to the studio');
  expect(translate('zh', 'common.dropPictures', { n: 1 })).toBe('将 1 张图片加入工作室');
});
