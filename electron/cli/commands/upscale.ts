// atelier upscale <files|folders…>
import { runBatch } from '../batch.ts';
import { modelOf } from '../numbers.ts';
import { settingsOf, type UpscaleFlags } from '../upscale-options.ts';
import { withWorkshop } from '../workshop.ts';

export function upscale(inputs: string[], flags: UpscaleFlags): Promise<number> {
  // Wrong flags are told before a library is opened or a file looked at.
  settingsOf(flags, inputs, 4);
  return withWorkshop(flags, async (workshop, signal) => {
    const { card } = await workshop.core.models.find(modelOf(flags.model), 'upscale');
    const settings = settingsOf(flags, inputs, card.scale);
    const told = { json: flags.json, command: 'upscale', model: settings.model };
    return runBatch({ workshop, signal }, inputs, { kind: 'upscale', settings }, told);
  });
}
