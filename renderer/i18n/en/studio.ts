// English: the Studio.

export const studio = {
  emptyTitle: 'Drop pictures here',
  emptySentence: 'Photos, scans or drawings, one or a whole folder. They stay on this computer.',
  upscale: 'Upscale',
  filmStrip: 'Opened pictures',
  closePicture: 'Close picture',
  closed: '{name} closed',
} as const;
