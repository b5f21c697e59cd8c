// Starts what the tool at hand makes, and stops it.
import Play from '@lucide/svelte/icons/play';
import X from '@lucide/svelte/icons/x';
import { t } from '../i18n/index.svelte.ts';
import { app } from '../state/app.svelte.ts';
import { generating } from '../state/generating.svelte.ts';
import { restyling } from '../state/restyling.svelte.ts';
import { type Operation, studio } from '../state/studio.svelte.ts';
import { upscaling } from '../state/upscaling.svelte.ts';
import { type Command } from './command.ts';
import { pictureShown } from './when.ts';

type Work = { title: () => string; ready: () => boolean; start: () => unknown };

const several = () => studio.scoped.length > 1;

const WORKS: Record<Operation, Work> = {
  upscale: {
    title: () => (several() ? t('studio.upscaleSeveral', { n: studio.scoped.length }) : t('studio.upscale')),
    ready: () => pictureShown() && upscaling.canStart,
    start: () => upscaling.start(),
  },
  restyle: {
    title: () => (several() ? t('studio.restyleSeveral', { n: studio.scoped.length }) : t('studio.restyle')),
    ready: () => pictureShown() && restyling.canStart,
    start: () => restyling.start(),
  },
  generate: {
    title: () => t('generate.start', { n: generating.count }),
    ready: () => generating.model !== null,
    start: () => generating.run(),
  },
};

export const start: Command = {
  id: 'studio.start',
  title: () => WORKS[studio.operation].title(),
  icon: Play,
  shortcut: '$mod+Enter',
  menu: 'edit',
  startsGroup: true,
  when: () => app.screen === 'studio' && WORKS[studio.operation].ready(),
  run: () => WORKS[studio.operation].start(),
};

const generatingShown = () =>
  app.screen === 'studio' && studio.operation === 'generate' && (generating.work !== null || generating.movie !== null);

/** Esc also leaves a tried crop and a moving picture. */
export const cancel: Command = {
  id: 'studio.cancel',
  title: () => (studio.running || !studio.tried ? t('common.cancel') : t('studio.endTrial')),
  icon: X,
  shortcut: 'Escape',
  menu: 'edit',
  when: () => generatingShown() || (pictureShown() && (studio.running !== undefined || studio.tried !== null)),
  run: () => (generatingShown() ? generating.back() : studio.tried ? studio.endTrial() : studio.cancel()),
};
