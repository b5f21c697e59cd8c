// Simplified Chinese: the Studio.
import { type studio as english } from '../en/studio.ts';
import { type Translation } from '../translate.ts';

export const studio: Translation<typeof english> = {
  emptyTitle: '将图片拖到这里',
  emptySentence: '照片、扫描件或绘画，一张或整个文件夹，都只留在这台电脑上。',
  upscale: '放大',
  filmStrip: '已打开的图片',
  closePicture: '关闭图片',
  closed: '已关闭 {name}',
};
