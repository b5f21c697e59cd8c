// The picture files the shell offers itself for: in the open dialog and as file associations of the installed app.

/** Type name, MIME type and extensions (lower case, no dot). */
export const PICTURE_TYPES = [
  { name: 'JPEG picture', mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
  { name: 'PNG picture', mimeType: 'image/png', extensions: ['png'] },
  { name: 'WebP picture', mimeType: 'image/webp', extensions: ['webp'] },
  { name: 'TIFF picture', mimeType: 'image/tiff', extensions: ['tif', 'tiff'] },
  { name: 'AVIF picture', mimeType: 'image/avif', extensions: ['avif'] },
  { name: 'GIF picture', mimeType: 'image/gif', extensions: ['gif'] },
] as const;

export const PICTURE_EXTENSIONS: readonly string[] = PICTURE_TYPES.flatMap(({ extensions }) => [...extensions]);
