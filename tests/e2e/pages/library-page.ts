// The Library screen.
import { expect, type Locator, type Page } from 'playwright/test';

export class LibraryPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByRole('navigation').getByText('Library').click();
    await expect(this.page.getByRole('grid')).toBeVisible();
  }

  picture(name: string): Locator {
    return this.page.getByRole('gridcell', { name });
  }
}
