// A process that runs training steps on demand: it is told lines, and answers each with a line of JSON.
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** `version` is PyTorch's; the compiled step tells how long it took to compile and how many pictures it learns from. */
export type Started = { parameters: number; version?: string; batch?: number; compileSeconds?: number };

export class Peer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private errors = '';

  constructor(program: string, args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(program, args, { env: { ...process.env, ...env } });
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.child.stderr.on('data', (text: Buffer) => (this.errors += text.toString()));
  }

  started(): Promise<Started> {
    return this.answer<Started>();
  }

  /** Milliseconds of each of `count` steps. */
  async run(count: number): Promise<number[]> {
    this.child.stdin.write(`run ${count}\n`);
    return (await this.answer<{ ms: number[] }>()).ms;
  }

  /** Memory that the process has now, not counting what waits to be collected; for compiled steps only. */
  async residentMB(): Promise<number> {
    this.child.stdin.write('memory\n');
    return (await this.answer<{ residentMB: number }>()).residentMB;
  }

  /** Ends the process; the most memory that it had, if it knows. */
  async quit(): Promise<number | null> {
    this.child.stdin.write('quit\n');
    const { peakMB } = await this.answer<{ peakMB: number | null }>();
    this.child.stdin.end();
    return peakMB;
  }

  private async answer<Answer>(): Promise<Answer> {
    const line = await this.answers.next();
    if (line.done)
      throw new Error(`a benchmark process ended early: ${this.errors.trim().split('\n').slice(-8).join('\n')}`);
    return JSON.parse(line.value) as Answer;
  }
}

/** A Python that has PyTorch, if there is one: the system's own first, since only it sees the distribution's packages. */
export async function pythonWithTorch(): Promise<string | undefined> {
  for (const program of ['/usr/bin/python3', 'python3', 'python']) {
    const found = await new Promise((resolve) => execFile(program, ['-c', 'import torch'], (error) => resolve(!error)));
    if (found) return program;
  }
  return undefined;
}
