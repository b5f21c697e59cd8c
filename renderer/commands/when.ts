// Conditions that several commands share.
import { app } from '../state/app.svelte.ts';
import { studio } from '../state/studio.svelte.ts';

export const pictureShown = () => app.screen === 'studio' && studio.operation !== 'generate' && studio.current !== null;
