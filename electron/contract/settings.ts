// The user's preferences; every field has a default, so that an older file is always readable.
import { z } from 'zod';
import { DeviceId, ModelId } from './ids.ts';
import { DEFAULT_MODEL } from './models.ts';
import { RestyleSaveOptions } from './restyle.ts';
import { SaveOptions, Target } from './upscale.ts';

export const Settings = z.object({
  language: z.enum(['system', 'en', 'zh']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** `auto`: the fastest device that gave right answers. */
  device: z.union([z.literal('auto'), DeviceId]).default('auto'),
  /** CPU threads; 0: as many as physical cores. */
  threads: z.int().min(0).max(256).default(0),
  upscale: z
    .object({
      model: ModelId.default(DEFAULT_MODEL),
      target: Target.default({ by: 'scale', scale: 4 }),
      save: SaveOptions.prefault({}),
    })
    .prefault({}),
  /** `null`: none was chosen yet. */
  restyle: z
    .object({
      model: ModelId.nullable().default(null),
      strength: z.number().min(0).max(1).default(1),
      keepColors: z.boolean().default(false),
      brush: z.number().min(0.5).max(4).default(1),
      save: RestyleSaveOptions.prefault({}),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof Settings>;
/** A change: top-level keys that are present replace the old ones whole. */
export const SettingsPatch = z.object({
  language: Settings.shape.language.unwrap().optional(),
  theme: Settings.shape.theme.unwrap().optional(),
  device: Settings.shape.device.unwrap().optional(),
  threads: Settings.shape.threads.unwrap().optional(),
  upscale: Settings.shape.upscale.unwrap().optional(),
  restyle: Settings.shape.restyle.unwrap().optional(),
});
export type SettingsPatch = z.infer<typeof SettingsPatch>;
