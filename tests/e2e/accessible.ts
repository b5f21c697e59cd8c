// What a screen reader or weak eyes would stumble over on a page, in both themes.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from 'playwright/test';

const GRAVE = ['serious', 'critical'];

/** What is wrong in a theme: rule, element, and why. */
async function faults(page: Page, theme: 'dark' | 'light'): Promise<string[]> {
  await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
  // Colours change softly.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => GRAVE.includes(impact ?? ''))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${theme}: ${id}\n${html}\n${failureSummary ?? ''}`),
    );
}

/** Fails the test, at its end, if there is anything serious. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  const found = [...(await faults(page, 'dark')), ...(await faults(page, 'light'))];
  expect.soft(found, screen).toEqual([]);
}
