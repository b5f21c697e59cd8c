// Words of `acgan`.
import { type Texts } from '../recipe.ts';
import * as generating from './generating.ts';

export const acganTexts = {
  title: { en: 'New pictures of a chosen kind', zh: '按类别生成新图片' },
  learns: {
    en: 'Makes new pictures like those of a folder, of the kind you ask for: each sub-folder is a kind.',
    zh: '按您指定的类别生成新图片：每个子文件夹是一个类别。',
  },
  ...generating,
  dataHint: {
    en: 'A folder with a sub-folder for each kind, such as “roses” and “tulips”, with about as many pictures in each.',
    zh: '一个文件夹，其中每个类别一个子文件夹，例如“玫瑰”和“郁金香”，各类图片数量相近。',
  },
  parameters: {
    ...generating.parameters,
    obedience: {
      label: { en: 'Clearness of kinds', zh: '类别的清晰程度' },
      help: {
        en: 'How much it matters that a picture shows the kind asked for. More makes the kinds clearer and each less varied.',
        zh: '图片符合所选类别有多重要。越高类别越分明，但同类图片的变化越少。',
      },
    },
  },
} as const satisfies Texts;
