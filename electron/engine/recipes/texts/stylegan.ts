// Words of `stylegan`.
import { type Texts } from '../recipe.ts';
import * as generating from './generating.ts';
import * as shared from './shared.ts';

export const styleganTexts = {
  title: { en: 'New pictures, the best way', zh: '生成新图片（最佳方法）' },
  learns: {
    en: 'Makes new pictures like those of a folder whose styles can be mixed. Slow, with the best results in the end.',
    zh: '生成与文件夹中相似的新图片，并且可以混合两张图的风格。较慢，但最终效果最好。',
  },
  ...generating,
  parameters: {
    ...generating.parameters,
    mixing: {
      label: { en: 'Mixed styles', zh: '风格混合' },
      help: {
        en: 'How often it practises with pictures that take their forms from one seed and their colours from another.',
        zh: '练习时有多大比例的图片，其形状来自一个种子、颜色来自另一个种子。',
      },
    },
    smoothness: {
      label: { en: 'Gentle judging', zh: '评判的温和程度' },
      help: {
        en: 'How gently the judging net has to judge. Raise it if training jumps about, most of all with large pictures.',
        zh: '评判网络要有多温和。如果训练忽好忽坏，尤其是图片较大时，请调高。',
      },
    },
    augment: shared.augment,
  },
} as const satisfies Texts;
