// The Studio screen as a user works it: drop, choose, upscale, compare, save.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from 'playwright/test';

export class StudioPage {
  readonly page: Page;
  readonly strip: Locator;

  constructor(page: Page) {
    this.page = page;
    this.strip = page.getByRole('listbox', { name: 'Opened pictures' });
  }

  /** Drops files onto the window, as a file manager does. */
  async drop(files: string[]): Promise<void> {
    const data = files.map((file) => ({ name: path.basename(file), base64: readFileSync(file).toString('base64') }));
    const transfer = await this.page.evaluateHandle((list) => {
      const made = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const type = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
        made.items.add(new File([bytes], name, { type }));
      }
      return made;
    }, data);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent('body', type, { dataTransfer: transfer });
    }
  }

  frame(name: string): Locator {
    return this.strip.getByRole('option', { name });
  }

  async chooseScale(scale: string): Promise<void> {
    await this.page.getByRole('radio', { name: scale }).click();
  }

  async upscale(label = 'Upscale'): Promise<void> {
    // The tool rail has a button of the same name.
    await this.page.getByRole('button', { name: label, exact: true }).last().click();
  }

  async finished(name: string): Promise<void> {
    await expect(this.frame(name)).toHaveAccessibleName(/upscaled/, { timeout: 60_000 });
  }
}
