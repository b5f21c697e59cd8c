// How far a task is, on stderr, where somebody watches.
export const percent = {
  onProgress: ({ progress }: { progress: number }): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${Math.round(progress * 100)} %`);
  },
  end: (): void => {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  },
};
