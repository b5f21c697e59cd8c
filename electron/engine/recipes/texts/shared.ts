// Words for what many recipes let a user set.
import { type ParameterText } from '../recipe.ts';

export const size: ParameterText = {
  label: { en: 'Picture size', zh: '图片尺寸' },
  help: {
    en: 'Pixels per side of the pictures it learns from. Twice as many take about four times as long.',
    zh: '学习时图片的边长（像素）。加倍后所需时间约为四倍。',
  },
};

export const width: ParameterText = {
  label: { en: 'Memory of the nets', zh: '网络容量' },
  help: {
    en: 'How much the nets can remember. Twice as much takes about three times as long and allows finer pictures.',
    zh: '网络能记住多少内容。加倍后所需时间约为三倍，图片可以更精细。',
  },
};

export const latent: ParameterText = {
  label: { en: 'Random numbers', zh: '随机数个数' },
  help: {
    en: 'How many random numbers a picture is made from. More give more variety, and need more pictures to learn from.',
    zh: '每张图片由多少个随机数生成。越多变化越丰富，也需要更多的训练图片。',
  },
};

export const batch: ParameterText = {
  label: { en: 'Pictures per step', zh: '每步图片数' },
  help: {
    en: 'Pictures looked at in one step. More make learning steadier and each step slower.',
    zh: '每一步同时看多少张图片。越多学习越平稳，每步也越慢。',
  },
};

export const blocks: ParameterText = {
  label: { en: 'Depth', zh: '深度' },
  help: {
    en: 'How many layers think about the picture as a whole. More allow larger changes of form.',
    zh: '有多少层用来理解整张图片。越多，形状可以改变得越大。',
  },
};

export const generatorRate: ParameterText = {
  label: { en: 'Pace of the painting net', zh: '绘画网络的学习速度' },
  help: {
    en: 'How far the painting net moves in a step. Lower it if the pictures jump about or turn to noise.',
    zh: '绘画网络每一步调整的幅度。如果图片忽好忽坏或变成噪点，请调低。',
  },
};

export const discriminatorRate: ParameterText = {
  label: { en: 'Pace of the judging net', zh: '评判网络的学习速度' },
  help: {
    en: 'How far the judging net moves in a step. Lower it if it tells real from generated without fail.',
    zh: '评判网络每一步调整的幅度。如果它总能准确分辨真假，请调低。',
  },
};

export const flip: ParameterText = {
  label: { en: 'Mirrored pictures too', zh: '同时学习镜像图片' },
  help: {
    en: 'Also learns from mirrored pictures. Switch it off where left and right matter, as in writing.',
    zh: '也用左右翻转的图片学习。如果左右有区别（例如文字），请关闭。',
  },
};

export const augment: ParameterText = {
  label: { en: 'Vary the pictures', zh: '随机变化图片' },
  help: {
    en: 'Shows the judging net shifted, recoloured and partly covered pictures, so that few pictures are not learned by heart.',
    zh: '让评判网络看到平移、变色和部分遮挡的图片，避免图片较少时被死记硬背。',
  },
};
