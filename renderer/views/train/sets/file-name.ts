// The last part of a path, of Windows and of others.

export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}
