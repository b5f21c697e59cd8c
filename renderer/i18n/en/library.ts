// English: the Library.

export const library = {
  emptyTitle: 'Nothing here yet',
  emptySentence: 'Everything you open or make is kept here.',
  deleted: { one: '1 picture deleted', other: '{n} pictures deleted' },
  deletePictures: 'Delete pictures',
} as const;
