// Words that the recipes between two folders without pairs share.
import * as shared from './shared.ts';

export const dataHint = {
  en: 'Pictures in the look that is wanted: paintings of one artist, scenes at night, drawings.',
  zh: '具有目标风格的图片：例如同一位画家的画、夜景或素描。',
} as const;

export const contentHint = {
  en: 'Photos to be changed, of much the same subjects as the other folder.',
  zh: '要转换的照片，题材与另一个文件夹相近。',
} as const;

export const parameters = {
  size: shared.size,
  width: shared.width,
  blocks: shared.blocks,
  generatorRate: shared.generatorRate,
  discriminatorRate: shared.discriminatorRate,
  flip: shared.flip,
} as const;

export const promises = {
  quick: { en: 'colours and coarse texture of the look', zh: '目标风格的颜色和粗略纹理' },
  balanced: { en: 'a recognisable look; forms stay as they are', zh: '风格可以辨认，形状基本保持不变' },
  quality: { en: 'finer texture and bolder changes', zh: '更精细的纹理和更大胆的变化' },
} as const;
