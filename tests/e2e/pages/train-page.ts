// The Train screen as a user works it: choose, bring pictures, let the doctor fix them, start.
import { expect, type Locator, type Page } from 'playwright/test';
import { dropOn } from '../drag.ts';

/** The first step of a measured estimate, on a slow machine. */
const MEASURING = 300_000;

export class TrainPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The list of runs. */
  async open(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByText('Train').click();
    await expect(this.page.getByRole('radio', { name: 'Runs' })).toBeVisible();
  }

  /** The wizard. */
  async begin(): Promise<void> {
    await this.page.getByRole('button', { name: 'Train something new' }).first().click();
    await expect(this.page.getByRole('region', { name: 'What to learn' })).toBeVisible();
  }

  /** By the title of its card. */
  async learn(title: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
  }

  /** A side of the pictures: `Learn from` or `Practise on`. */
  side(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true });
  }

  /** Drops files and folders on a side. */
  async drop(side: string, files: string[]): Promise<void> {
    await dropOn(this.side(side), files);
  }

  /** Names a folder of this computer instead of dropping it. */
  async typePath(side: string, folder: string): Promise<void> {
    await this.side(side).getByRole('button', { name: 'Type a path…' }).click();
    const field = this.page.getByRole('textbox', { name: 'Full path of a folder or picture' });
    await field.fill(folder);
    await field.press('Enter');
  }

  /** Waits until a side has so many pictures. */
  async counted(side: string, pictures: number): Promise<void> {
    const words = pictures === 1 ? '1 picture' : `${pictures} pictures`;
    await expect(this.side(side).getByText(words, { exact: true })).toBeVisible({ timeout: 60_000 });
  }

  /** Waits until the doctor has looked at everything. */
  async examined(): Promise<void> {
    const doctor = this.page.getByRole('group', { name: 'Check-up' });
    await expect(doctor).toHaveAttribute('aria-busy', 'false', { timeout: 120_000 });
  }

  /** A finding by its words: `1 cannot be read`, `1 copy`. */
  finding(words: string): Locator {
    return this.page.getByRole('group', { name: 'Check-up' }).getByRole('button', { name: words });
  }

  /** Opens a finding and takes the doctor's way out. */
  async fix(words: string): Promise<void> {
    await this.finding(words).click();
    await this.page.getByRole('dialog', { name: words }).getByRole('button').click();
    await expect(this.finding(words)).toHaveCount(0);
  }

  async fixAll(): Promise<void> {
    await this.page.getByRole('button', { name: 'Fix all' }).click();
  }

  /** `Quick`, `Balanced` or `Best`. */
  preset(name: string): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${name}`) });
  }

  /** Waits until the preset says how long it takes here. */
  async measured(name: string): Promise<void> {
    await expect(this.preset(name)).toHaveAccessibleName(/about .* memory/, { timeout: MEASURING });
  }

  async openOwnSettings(): Promise<void> {
    await this.page.getByRole('button', { name: 'Own settings' }).click();
  }

  /** Chooses a value of a parameter that has a list of them. */
  async choose(parameter: string, value: string): Promise<void> {
    await this.page.getByRole('combobox', { name: new RegExp(`^${parameter}: `) }).click();
    await this.page.getByRole('option', { name: value, exact: true }).click();
  }

  /** Sets the length by hand. */
  async steps(count: number): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Length' }).getByRole('radio', { name: 'Steps' }).click();
    const field = this.page.getByRole('spinbutton', { name: 'Steps' });
    await field.fill(String(count));
    await field.press('Enter');
  }

  /** Starts, and waits for the page of the run. */
  async start(): Promise<void> {
    await this.page.getByRole('button', { name: /^Start training|^Put in the queue/ }).click();
    await this.page.waitForURL(/#\/train\/[0-9a-f-]{36}$/, { timeout: 60_000 });
  }

  /** Chooses two runs of the list and shows them beside each other. */
  async compare(first: string, second: string): Promise<void> {
    for (const name of [first, second]) {
      await this.run(name).first().getByRole('checkbox').check({ force: true });
    }
    await this.page.getByRole('button', { name: 'Compare' }).click();
  }

  /** A run of the list. */
  run(name: string): Locator {
    return this.page.getByRole('article', { name });
  }
}
