// Words of `srgan`.
import { type Texts } from '../recipe.ts';
import * as shared from './shared.ts';

export const srganTexts = {
  title: { en: 'An enlarger for your own pictures', zh: '专属放大模型' },
  learns: {
    en: 'Enlarges pictures four times, and learns from your pictures what their details look like.',
    zh: '把图片放大四倍，并从您的图片中学习细节应有的样子。',
  },
  dataHint: {
    en: 'Sharp, large pictures without visible compression, of the kind you want to enlarge later.',
    zh: '清晰、尺寸较大、没有明显压缩痕迹的图片，与以后要放大的图片同类。',
  },
  parameters: {
    start: {
      label: { en: 'Begin with', zh: '起点' },
      help: {
        en: 'compact: goes on from the enlarger that comes with the program, which is good after minutes. new: a net of its own, from nothing.',
        zh: 'compact：在软件自带的放大模型基础上继续学习，几分钟就有效果。new：从零开始训练新的网络。',
      },
    },
    size: {
      ...shared.size,
      help: {
        en: 'Pixels per side of the pieces it learns from. Larger ones show it more of their surroundings.',
        zh: '学习时所用图块的边长（像素）。越大，看到的周围内容越多。',
      },
    },
    width: {
      ...shared.width,
      help: {
        en: 'How much the judging net, and a net that begins as new, can remember. More is finer and slower.',
        zh: '评判网络（以及从零开始的网络）能记住多少内容。越多越精细，也越慢。',
      },
    },
    blocks: {
      label: shared.blocks.label,
      help: {
        en: 'How many layers look for detail in a net that begins as new. More are better and slower, also in use.',
        zh: '从零开始的网络用多少层寻找细节。越多效果越好，但训练和以后使用都更慢。',
      },
    },
    batch: shared.batch,
    damage: {
      label: { en: 'Damage to undo', zh: '要修复的瑕疵' },
      help: {
        en: 'How blurred and noisy the small pictures are that it learns from. 0 for clean originals, 1 for bad photos.',
        zh: '学习时小图的模糊和噪点程度。0 适合干净的原图，1 适合质量差的照片。',
      },
    },
    invention: {
      label: { en: 'Invented detail', zh: '补充细节' },
      help: {
        en: 'How much detail it may invent. 0 stays closest to the truth and looks soft.',
        zh: '允许补充多少细节。0 最忠实于原图，但看起来偏软。',
      },
    },
    generatorRate: shared.generatorRate,
    discriminatorRate: shared.discriminatorRate,
    flip: shared.flip,
  },
  promises: {
    quick: { en: 'a first adaptation to your pictures', zh: '初步适应您的图片' },
    balanced: { en: 'details that fit your pictures', zh: '细节符合您的图片' },
    quality: { en: 'the finest detail it can learn', zh: '能学到的最精细的细节' },
  },
} as const satisfies Texts;
