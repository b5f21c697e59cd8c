// Simplified Chinese: Models.
import { type models as english } from '../en/models.ts';
import { type Translation } from '../translate.ts';

export const models: Translation<typeof english> = {
  emptyTitle: '没有模型',
  emptySentence: '将 .onnx 放大模型拖到这里即可添加。',
  imported: '已添加 {name}',
};
