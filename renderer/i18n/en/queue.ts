// English: the queue drawer.

export const queue = {
  emptyTitle: 'Nothing to do',
  emptySentence: 'Pictures you upscale line up here.',
} as const;
