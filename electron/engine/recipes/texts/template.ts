// Words of the recipe to copy: for somebody who has never trained anything, in English and Simplified Chinese.
import { type Texts } from '../recipe.ts';
import * as shared from './shared.ts';

export const templateTexts = {
  title: { en: 'A few words for a list', zh: '列表中的简短名称' },
  learns: { en: 'A sentence: what comes out of it.', zh: '一句话：训练后得到什么。' },
  dataHint: { en: 'What the pictures are to show.', zh: '图片应当是什么内容。' },
  parameters: {
    size: shared.size,
    latent: shared.latent,
    batch: shared.batch,
    generatorRate: shared.generatorRate,
    discriminatorRate: shared.discriminatorRate,
  },
  promises: {
    quick: { en: 'colours and rough forms', zh: '颜色和大致形状' },
    balanced: { en: 'recognisable pictures', zh: '可以辨认的图片' },
    quality: { en: 'the best it can do', zh: '最好的效果' },
  },
} as const satisfies Texts;
