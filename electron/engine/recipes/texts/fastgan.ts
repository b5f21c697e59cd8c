// Words of `fastgan`.
import { type Texts } from '../recipe.ts';
import * as generating from './generating.ts';
import * as shared from './shared.ts';

export const fastganTexts = {
  title: { en: 'New pictures from few', zh: '用少量图片生成新图片' },
  learns: {
    en: 'Makes new pictures like those of a small folder: some dozen are enough. Quicker than the best way, and less varied.',
    zh: '只需几十张图片即可生成与之相似的新图片。比最佳方法快，但变化较少。',
  },
  ...generating,
  parameters: {
    ...generating.parameters,
    memory: {
      label: { en: 'Attention to the whole', zh: '对整体的关注' },
      help: {
        en: 'How well the judging net has to remember real pictures. More keeps it from judging by a few details alone.',
        zh: '评判网络要多好地记住真实图片。越高，它就越不会只凭少数细节做判断。',
      },
    },
    augment: shared.augment,
  },
  promises: {
    quick: { en: 'colours and rough forms, at 64 pixels', zh: '64 像素下的颜色和大致形状' },
    balanced: { en: 'recognisable pictures at 64 pixels', zh: '64 像素下可以辨认的图片' },
    quality: { en: 'larger pictures with finer detail', zh: '更大的图片和更精细的细节' },
  },
} as const satisfies Texts;
