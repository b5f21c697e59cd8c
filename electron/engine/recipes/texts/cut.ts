// Words of `cut`.
import { type Texts } from '../recipe.ts';
import * as translating from './translating.ts';

export const cutTexts = {
  title: { en: 'Photos into another look, faster', zh: '照片转换风格（快速）' },
  learns: {
    en: 'Turns photos into the look of another folder. One way only: faster than learning the way back as well. Needs no pairs.',
    zh: '把照片变成另一个文件夹的风格。只学习一个方向，因此更快。不需要成对图片。',
  },
  ...translating,
  parameters: {
    ...translating.parameters,
    contrast: {
      label: { en: 'Keep what is where', zh: '保留各处内容' },
      help: {
        en: 'How much each place has to show what the photo shows there. More keeps more of the photo.',
        zh: '每个位置要多大程度上显示照片原有的内容。越高，照片保留得越多。',
      },
    },
    identity: {
      label: { en: 'Leave alone what fits', zh: '保持已符合的图片' },
      help: {
        en: 'How much a picture that has the look already must stay as it is. Less allows larger changes.',
        zh: '已经具有该风格的图片应保持多少不变。越低，允许的变化越大。',
      },
    },
  },
} as const satisfies Texts;
