// Words that the recipes for new pictures share.
import * as shared from './shared.ts';

export const dataHint = {
  en: 'Pictures of one kind of thing, seen in much the same way: faces from the front, flowers, textures.',
  zh: '同一类事物、取景方式相近的图片：例如正面人像、花朵或纹理。',
} as const;

export const parameters = {
  size: shared.size,
  width: shared.width,
  latent: shared.latent,
  batch: shared.batch,
  generatorRate: shared.generatorRate,
  discriminatorRate: shared.discriminatorRate,
  flip: shared.flip,
} as const;

export const promises = {
  quick: { en: 'colours and rough forms, at 32 pixels', zh: '32 像素下的颜色和大致形状' },
  balanced: {
    en: 'recognisable pictures at 64 pixels; details stay rough',
    zh: '64 像素下可以辨认的图片，细节仍较粗糙',
  },
  quality: { en: 'finer details and more variety', zh: '更精细的细节和更丰富的变化' },
} as const;
