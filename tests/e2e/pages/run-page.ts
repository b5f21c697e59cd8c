// The page of a training run as a user works it: look at its steps, steer it, use a checkpoint.
import { expect, type Locator, type Page } from 'playwright/test';

export class RunPage {
  readonly page: Page;
  readonly scrubber: Locator;
  readonly preview: Locator;

  constructor(page: Page) {
    this.page = page;
    this.scrubber = page.getByRole('slider', { name: 'Step that is shown' });
    this.preview = page.getByRole('region', { name: 'Preview' }).getByRole('img', { name: /^Preview at step/ });
  }

  async open(id: string): Promise<void> {
    await this.page.evaluate((run) => (location.hash = `/train/${run}`), id);
    await expect(this.controls).toBeVisible();
  }

  /** `Step 6 of 100`. */
  get figures(): Locator {
    return this.page.getByRole('article').getByText(/^Step \d[\d,]* of /);
  }

  /** The sentence that says how it goes. */
  get health(): Locator {
    return this.page.getByRole('article').getByRole('status').first();
  }

  get controls(): Locator {
    return this.page.getByRole('group', { name: 'What can be done with the run' });
  }

  /** `Training`, `Paused`, … */
  async shows(status: string): Promise<void> {
    const badge = this.page.getByRole('article').getByText(status, { exact: true }).first();
    // The last steps are followed by a measurement and the model.
    await expect(badge).toBeVisible({ timeout: 150_000 });
  }

  /** Waits until at least this many previews or checkpoints can be looked at, with the keyboard. */
  async hasStops(count: number): Promise<void> {
    await expect(async () => {
      await this.scrubber.press('Home');
      const seen = new Set([await this.step()]);
      for (let k = 1; k < count; k++) {
        await this.scrubber.press('ArrowRight');
        seen.add(await this.step());
      }
      expect(seen.size).toBeGreaterThanOrEqual(count);
    }).toPass();
  }

  async step(): Promise<number> {
    return Number(await this.scrubber.getAttribute('aria-valuenow'));
  }

  /** Waits until steps after this one were made. */
  async trained(after = 0): Promise<void> {
    const now = async () => Number(/\d[\d,]*/.exec((await this.figures.textContent()) ?? '')?.[0].replace(',', ''));
    await expect.poll(now, { timeout: 180_000 }).toBeGreaterThan(after);
  }

  async pause(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Pause' }).click();
  }

  async resume(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Resume' }).click();
  }

  async stopAndKeep(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Stop and keep' }).click();
  }

  /** Opens the model of a run that is over: `Restyle`, `Generate` or `Upscale`. */
  async openModel(tool: string): Promise<void> {
    await this.controls.getByRole('button', { name: `Open in ${tool}` }).click();
  }

  /** Chooses from the menu. */
  async more(entry: string): Promise<void> {
    await this.controls.getByRole('button', { name: 'More' }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  async further(steps: number): Promise<void> {
    await this.controls.getByRole('button', { name: 'Train further…' }).click();
    await this.answer('Train further', steps);
  }

  async branch(name: string, steps: number): Promise<void> {
    await this.controls.getByRole('button', { name: 'Branch…' }).click();
    await this.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.answer('Start the branch', steps);
  }

  /** Of a dialog that asks how much more is trained. */
  private async answer(action: string, steps: number): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    const field = dialog.getByRole('spinbutton', { name: 'How much more' });
    await field.fill(String(steps));
    await field.press('Tab');
    await dialog.getByRole('button', { name: action }).click();
    await expect(dialog).toHaveCount(0, { timeout: 60_000 });
  }

  async useCheckpoint(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Use this checkpoint' }).click();
  }
}
