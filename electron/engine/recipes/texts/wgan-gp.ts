// Words of `wgan-gp`.
import { type Texts } from '../recipe.ts';
import * as generating from './generating.ts';

export const wganGpTexts = {
  title: { en: 'New pictures, the steady way', zh: '生成新图片（稳定方法）' },
  learns: {
    en: 'Makes new pictures like those of a folder. Slower than the plain way, and hardly ever gets stuck on a few pictures.',
    zh: '生成与文件夹中相似的新图片。比基础方法慢，但很少会只重复少数几张图。',
  },
  ...generating,
  parameters: {
    ...generating.parameters,
    criticSteps: {
      label: { en: 'Judging steps', zh: '评判次数' },
      help: {
        en: 'How often the judging net learns before the painting net does once. More make it steadier and slower.',
        zh: '绘画网络每学习一次之前，评判网络学习多少次。越多越平稳，也越慢。',
      },
    },
  },
} as const satisfies Texts;
