// Words of `cyclegan`.
import { type Texts } from '../recipe.ts';
import * as translating from './translating.ts';

export const cycleganTexts = {
  title: { en: 'Photos into another look, and back', zh: '照片转换风格（双向）' },
  learns: {
    en: 'Turns photos into the look of another folder, and learns the way back to keep what is in them. Needs no pairs.',
    zh: '把照片变成另一个文件夹的风格，并学习如何变回来，以保留照片内容。不需要成对图片。',
  },
  ...translating,
  parameters: {
    ...translating.parameters,
    cycle: {
      label: { en: 'Way back', zh: '还原程度' },
      help: {
        en: 'How exactly the way back has to find the photo again. More keeps more of the photo.',
        zh: '变回来时要多准确地还原照片。越高，照片内容保留得越多。',
      },
    },
    identity: {
      label: { en: 'Leave alone what fits', zh: '保持已符合的图片' },
      help: {
        en: 'How much a picture that has the look already must stay as it is. More keeps the colours of the photo.',
        zh: '已经具有该风格的图片应保持多少不变。越高，照片原来的颜色保留得越多。',
      },
    },
  },
} as const satisfies Texts;
