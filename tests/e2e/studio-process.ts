// The studio as a user starts it: the built service with its web host in a process of its own, on a library of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const CLI = path.resolve(import.meta.dirname, '../../out/cli/main.js');

export class StudioProcess {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  static async start(library: string): Promise<StudioProcess> {
    const child = spawn(process.execPath, [CLI, 'serve', '--library', library, '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new StudioProcess(child, (JSON.parse(line) as { url: string }).url);
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Without a chance to tidy up, as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}
