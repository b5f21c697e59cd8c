// Words of `dcgan`.
import { type Texts } from '../recipe.ts';
import * as generating from './generating.ts';

export const dcganTexts = {
  title: { en: 'New pictures, the plain way', zh: '生成新图片（基础方法）' },
  learns: {
    en: 'Makes new pictures like those of a folder, out of random numbers. The simplest net and a good first one.',
    zh: '用随机数生成与文件夹中相似的新图片。网络最简单，适合初次尝试。',
  },
  ...generating,
} as const satisfies Texts;
