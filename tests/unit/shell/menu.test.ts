// The native menu names commands of the page on macOS and stays away elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { MENU_COMMANDS, menuTemplate } from '../../../electron/shell/menu.ts';
import { fill, textsFor } from '../../../electron/shell/texts.ts';

function items(template: MenuItemConstructorOptions[] | null): MenuItemConstructorOptions[] {
  return (template ?? []).flatMap((item) => [item, ...items((item.submenu ?? []) as MenuItemConstructorOptions[])]);
}

test('on macOS every command is there once, and choosing it names it', () => {
  const chosen: string[] = [];
  const all = items(menuTemplate('darwin', true, textsFor('en'), (id) => chosen.push(id)));
  for (const item of all) (item.click as (() => void) | undefined)?.();
  expect(chosen.sort()).toEqual(Object.values(MENU_COMMANDS).sort());
  const keys = all.map(({ accelerator }) => accelerator).filter((key) => key !== undefined);
  expect(new Set(keys).size).toBe(keys.length);
});

test('every command is one of the page’s', () => {
  const folder = path.resolve(import.meta.dirname, '../../../renderer/commands');
  const text = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join();
  for (const id of Object.values(MENU_COMMANDS)) {
    // The screens' commands are made from the screens' names.
    expect(text).toContain(id.startsWith('go.') ? `'${id.slice(3)}'` : `'${id}'`);
  }
});

test('an installed app has no developer tools, and no menu but on macOS', () => {
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    const roles = items(menuTemplate(platform, true, textsFor('en'), () => undefined)).map(({ role }) => role);
    expect(roles).not.toContain('toggleDevTools');
    expect(roles).not.toContain('reload');
  }
  expect(menuTemplate('linux', true, textsFor('en'), () => undefined)).toBeNull();
});

test('the shell speaks Chinese where the system does', () => {
  expect(textsFor('zh-CN').quit).toBe('退出');
  expect(textsFor('de').quit).toBe('Quit');
  const zh = textsFor('zh-TW');
  expect(fill(zh.serviceFailedDetail, { count: 3, last: 'x', log: '/l' })).not.toMatch(/[{}]/);
});
