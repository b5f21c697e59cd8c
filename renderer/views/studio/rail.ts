// The tools of the rail that make something, in their order, each with its panel; a new one is a line here and a command.
import { type Component } from 'svelte';
import { type Command } from '../../commands/command.ts';
import { chooseGenerate, chooseRestyle, chooseUpscale } from '../../commands/operations.ts';
import { type Operation } from '../../state/studio.svelte.ts';
import GeneratePanel from '../generate/GeneratePanel.svelte';
import GenerateView from '../generate/GenerateView.svelte';
import RestylePanel from './RestylePanel.svelte';
import UpscalePanel from './UpscalePanel.svelte';

/** `middle` takes the place of the canvas. */
type Maker = { command: Command; panel: Component; middle?: Component };

export const RAIL: Record<Operation, Maker> = {
  upscale: { command: chooseUpscale, panel: UpscalePanel },
  restyle: { command: chooseRestyle, panel: RestylePanel },
  generate: { command: chooseGenerate, panel: GeneratePanel, middle: GenerateView },
};
