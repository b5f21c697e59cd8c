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
    await this.start(label);
  }

  async chooseTool(tool: 'Upscale' | 'Restyle' | 'Generate'): Promise<void> {
    await this.page
      .getByRole('toolbar', { name: 'Tools' })
      .getByRole('button', { name: `${tool} tool` })
      .click();
  }

  style(name: string): Locator {
    return this.page.getByRole('radiogroup', { name: 'Style' }).getByRole('radio', { name });
  }

  async setStrength(percent: number): Promise<void> {
    const field = this.page.getByRole('spinbutton', { name: 'Strength' });
    await field.click();
    await field.fill(String(percent));
    await field.press('Enter');
  }

  /** Waits for the look on the canvas as fine as it gets. */
  async previewed(style: string): Promise<void> {
    await expect(this.page.getByText(`Preview of ${style}`)).toBeVisible();
    await expect(this.page.getByRole('slider', { name: 'Compare before and after' })).toBeVisible({ timeout: 60_000 });
    await expect(this.page.getByText('Painting…')).toHaveCount(0, { timeout: 60_000 });
  }

  async restyle(label = 'Restyle'): Promise<void> {
    await this.start(label);
  }

  async restyled(name: string): Promise<void> {
    await expect(this.frame(name)).toHaveAccessibleName(/restyled/, { timeout: 60_000 });
  }

  private async start(label: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^${label}(\\s*≈.*)?$`) }).click();
  }

  async finished(name: string): Promise<void> {
    await expect(this.frame(name)).toHaveAccessibleName(/upscaled/, { timeout: 60_000 });
  }
}
