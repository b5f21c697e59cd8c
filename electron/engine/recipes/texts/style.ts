// Words of `style`.
import { type Texts } from '../recipe.ts';

export const styleTexts = {
  title: { en: 'The style of a painting', zh: '学习画作风格' },
  learns: {
    en: 'Repaints any photo in the manner of one painting, or of a few that are alike.',
    zh: '按照一幅画（或几幅相似的画）的风格重新绘制任何照片。',
  },
  dataHint: {
    en: 'One painting, or up to four in the same manner, without frame or wall.',
    zh: '一幅画，或最多四幅风格相同的画，不含画框和墙面。',
  },
  contentHint: {
    en: 'Some dozen photos of all sorts to practise on. They need not be yours.',
    zh: '几十张各种内容的照片，供练习使用，不必是您自己的照片。',
  },
  parameters: {
    size: {
      label: { en: 'Photo size', zh: '照片尺寸' },
      help: {
        en: 'Pixels per side of the photos it practises on. Larger ones let it see larger shapes, and take longer.',
        zh: '练习所用照片的边长（像素）。越大，能看到的形状越大，用时也越长。',
      },
    },
    brush: {
      label: { en: 'Brush size', zh: '笔触大小' },
      help: {
        en: 'How large it takes the painting, as a multiple of the photo. More makes brush strokes larger.',
        zh: '画作相对于照片放大多少倍。越大，笔触越大。',
      },
    },
    width: {
      label: { en: 'Memory of the net', zh: '网络容量' },
      help: {
        en: 'How much the net can remember. More is finer and slower, also when it is used later.',
        zh: '网络能记住多少内容。越多越精细，但训练和以后使用都更慢。',
      },
    },
    blocks: {
      label: { en: 'Depth', zh: '深度' },
      help: {
        en: 'How many layers think about the picture as a whole.',
        zh: '有多少层用来理解整张图片。',
      },
    },
    content: {
      label: { en: 'Keep the photo', zh: '保留照片' },
      help: {
        en: 'How much of the photo has to stay. Less lets the painting take over.',
        zh: '照片内容要保留多少。越低，画作的影响越大。',
      },
    },
    colour: {
      label: { en: 'Colours of the painting', zh: '画作的颜色' },
      help: {
        en: 'How closely it keeps to the painting’s colours.',
        zh: '颜色要多接近画作。',
      },
    },
    smoothness: {
      label: { en: 'Calm areas', zh: '平滑程度' },
      help: {
        en: 'How calm areas of one tone are. More takes dots away, and fine strokes with them.',
        zh: '单一色调的区域有多平静。越高斑点越少，但细小笔触也会减少。',
      },
    },
    rate: {
      label: { en: 'Pace', zh: '学习速度' },
      help: {
        en: 'How far the net moves in a step. Lower it if previews jump about.',
        zh: '网络每一步调整的幅度。如果预览忽好忽坏，请调低。',
      },
    },
  },
  promises: {
    quick: { en: 'colours and coarse strokes', zh: '颜色和粗略的笔触' },
    balanced: { en: 'a recognisable style; finer brushwork needs more', zh: '风格可以辨认，更细的笔触需要更长训练' },
    quality: { en: 'fine brushwork, also in large photos', zh: '精细的笔触，大尺寸照片也适用' },
  },
} as const satisfies Texts;
