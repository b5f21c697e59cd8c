// Simplified Chinese: the queue drawer.
import { type queue as english } from '../en/queue.ts';
import { type Translation } from '../translate.ts';

export const queue: Translation<typeof english> = {
  emptyTitle: '没有任务',
  emptySentence: '要放大的图片会在这里排队。',
};
