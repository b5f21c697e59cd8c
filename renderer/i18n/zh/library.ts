// Simplified Chinese: the Library.
import { type library as english } from '../en/library.ts';
import { type Translation } from '../translate.ts';

export const library: Translation<typeof english> = {
  emptyTitle: '这里还没有内容',
  emptySentence: '您打开或制作的内容都会保存在这里。',
  deleted: { other: '已删除 {n} 张图片' },
  deletePictures: '删除图片',
};
