// The restyle operation's settings: whose hand, how strongly, and where the result goes.
import { z } from 'zod';
import { ModelId } from './ids.ts';
import { SaveOptions } from './upscale.ts';

/** How a picture is repainted. */
export const Look = z.object({
  model: ModelId,
  /** 0 gives the photo back, 1 the full style. */
  strength: z.number().min(0).max(1).default(1),
  /** Brightness of the style, colours of the photo. */
  keepColors: z.boolean().default(false),
  /** Size of brush strokes: 2 paints them twice as large as they were learned. */
  brush: z.number().min(0.5).max(4).default(1),
});
export type Look = z.infer<typeof Look>;

export const RESTYLED_NAME = '{name}-{model}';

/** As for upscaling, with names that say the style. */
export const RestyleSaveOptions = SaveOptions.extend({
  nameTemplate: SaveOptions.shape.nameTemplate.unwrap().default(RESTYLED_NAME),
});

export const RestyleSettings = Look.extend({ save: RestyleSaveOptions.prefault({}) });
export type RestyleSettings = z.infer<typeof RestyleSettings>;
