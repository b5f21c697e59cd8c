// atelier restyle <files|folders…> --style ID
import { existsSync } from 'node:fs';
import { ModelId } from '#contract/ids.ts';
import { RestyleSettings } from '#contract/restyle.ts';
import { formatOfName } from '../../service/index.ts';
import { runBatch } from '../batch.ts';
import { UsageError } from '../console.ts';
import { numberOf } from '../numbers.ts';
import { type SaveFlags, saveOf } from '../save-options.ts';
import { withWorkshop } from '../workshop.ts';

type RestyleFlags = SaveFlags & { style: string; strength?: string; keepColors?: boolean; brush?: string };

function styleOf(text: string): ModelId {
  if (formatOfName(text) !== undefined || existsSync(text)) {
    throw new UsageError(
      `“${text}” is a picture: a style is learned from it first, with “atelier train style --data <folder with the picture> ` +
        `--content <folder with photos>”. “atelier models” lists the styles that are there.`,
    );
  }
  const style = ModelId.safeParse(text);
  if (style.success) return style.data;
  throw new UsageError(`“${text}” is not the id of a style. “atelier models” lists them.`);
}

function within(flag: 'strength' | 'brush', text: string | undefined, least: number, most: number): number {
  if (text === undefined) return 1;
  const value = numberOf(flag, text);
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${flag} must be from ${least} to ${most}.`);
}

function settingsOf(flags: RestyleFlags, inputs: readonly string[]): RestyleSettings {
  return RestyleSettings.parse({
    model: styleOf(flags.style),
    strength: within('strength', flags.strength, 0, 1),
    keepColors: flags.keepColors ?? false,
    brush: within('brush', flags.brush, 0.5, 4),
    save: saveOf(flags, inputs),
  });
}

export function restyle(inputs: string[], flags: RestyleFlags): Promise<number> {
  const settings = settingsOf(flags, inputs);
  return withWorkshop(flags, async (workshop, signal) => {
    await workshop.core.models.find(settings.model, 'translate');
    const told = { json: flags.json, command: 'restyle', style: settings.model };
    return runBatch({ workshop, signal }, inputs, { kind: 'restyle', settings }, told);
  });
}
