// Files given from outside ("Open with", a second start, the dock), kept until the page listens.
import path from 'node:path';
import { z } from 'zod';

/** What a second start hands to the first one. */
export const SecondStart = z.object({ paths: z.array(z.string()).max(10_000) });

/**
 * Absolute paths in a command line. `packaged`: the program itself is the app; otherwise the first argument that is no
 * option is the project folder Electron was started on.
 */
export function pathsInArguments(argv: readonly string[], cwd: string, packaged: boolean): string[] {
  const words = argv.slice(1).filter((argument) => argument !== '' && !argument.startsWith('-'));
  return words.slice(packaged ? 0 : 1).map((word) => path.resolve(cwd, word));
}

export class OpenFiles {
  private waiting: string[] = [];
  private deliver: ((paths: string[]) => void) | null = null;

  add(paths: string[]): void {
    if (paths.length === 0) return;
    if (this.deliver) this.deliver(paths);
    else this.waiting.push(...paths);
  }

  /** From now on paths go to `deliver`, first those that came before. */
  listen(deliver: (paths: string[]) => void): void {
    this.deliver = deliver;
    const { waiting } = this;
    this.waiting = [];
    this.add(waiting);
  }

  /** The page is gone: keep what comes until there is another. */
  pause(): void {
    this.deliver = null;
  }
}
