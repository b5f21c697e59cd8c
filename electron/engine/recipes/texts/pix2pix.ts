// Words of `pix2pix`.
import { type Texts } from '../recipe.ts';
import * as shared from './shared.ts';

export const pix2pixTexts = {
  title: { en: 'One half of a pair into the other', zh: '由成对图片学习转换' },
  learns: {
    en: 'Learns from pairs, such as drawing and photo, how the second picture follows from the first.',
    zh: '从成对的图片（例如草图和照片）中学习如何由第一张得到第二张。',
  },
  dataHint: {
    en: 'Each file holds both pictures side by side: what goes in on the left, what is to come out on the right.',
    zh: '每个文件包含并排的两张图片：左边是输入，右边是应得到的结果。',
  },
  parameters: {
    size: shared.size,
    width: shared.width,
    batch: shared.batch,
    reversed: {
      label: { en: 'Other way round', zh: '反向学习' },
      help: {
        en: 'Learns the other way: from the second picture of each pair to the first.',
        zh: '反过来学习：由每对中的第二张图片得到第一张。',
      },
    },
    exactness: {
      label: { en: 'Exactness', zh: '精确程度' },
      help: {
        en: 'How closely the result has to match the other half. Less gives crisper pictures that keep less to it.',
        zh: '结果要多接近另一半图片。较低时图片更锐利，但与原图的吻合度下降。',
      },
    },
    generatorRate: shared.generatorRate,
    discriminatorRate: shared.discriminatorRate,
    flip: shared.flip,
  },
  promises: {
    quick: { en: 'right colours and rough forms', zh: '颜色正确，形状大致相符' },
    balanced: { en: 'clear forms at 128 pixels; fine texture is still soft', zh: '128 像素下形状清晰，细微纹理仍偏软' },
    quality: { en: 'finer detail', zh: '更精细的细节' },
  },
} as const satisfies Texts;
