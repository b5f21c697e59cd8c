// The Generate tool as a user sees it.
import { type Locator, type Page } from 'playwright';

export class GeneratePage {
  private readonly page: Page;
  readonly grid: Locator;
  readonly cancel: Locator;

  constructor(page: Page) {
    this.page = page;
    this.grid = page.getByRole('listbox', { name: 'Generated pictures' });
    this.cancel = page.getByRole('button', { name: 'Cancel' });
  }

  async open(): Promise<void> {
    await this.page
      .getByRole('toolbar', { name: 'Tools' })
      .getByRole('button', { name: /^Generate/ })
      .click();
  }

  async start(): Promise<void> {
    await this.page.getByRole('button', { name: /^Generate \d+ picture/ }).click();
  }

  /** With its picture there, kept or not. */
  picture(seed: number): Locator {
    return this.grid.getByRole('option', { name: new RegExp(`^Seed ${seed}(, in the library)?$`) });
  }

  kept(seed: number): Locator {
    return this.grid.getByRole('option', { name: `Seed ${seed}, in the library` });
  }

  async keep(words: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: words }).click();
  }
}
