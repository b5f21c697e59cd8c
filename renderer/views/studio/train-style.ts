// The way from the Restyle tool to a style of one's own.
import { app } from '../../state/app.svelte.ts';
import { plan } from '../../state/training-plan.svelte.ts';

/** Opens the wizard with what to learn chosen already. */
export function trainStyle(): void {
  plan.learn('style');
  app.go('train', 'new');
}
