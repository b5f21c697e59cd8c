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

  get controls(): Locator {
    return this.page.getByRole('group', { name: 'What can be done with the run' });
  }

  /** `Training`, `Paused`, … */
  async shows(status: string): Promise<void> {
    await expect(this.page.getByRole('article').getByText(status, { exact: true }).first()).toBeVisible();
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

  async pause(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Pause' }).click();
  }

  async resume(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Resume' }).click();
  }

  async stopAndKeep(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Stop and keep' }).click();
  }

  async useCheckpoint(): Promise<void> {
    await this.controls.getByRole('button', { name: 'Use this checkpoint' }).click();
  }
}
