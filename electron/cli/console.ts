// What a command prints: one JSON object or plain lines on stdout, everything else on stderr, and its exit code.
import type { WireError } from '#contract/errors.ts';
import { toWireError, UserError } from '#contract/errors.ts';

export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Wrong use of the command line: shown with exit code 2. */
export class UsageError extends Error {}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function describeError({ message, source, hint }: WireError): string {
  return [source ? `${source}: ${message}` : message, hint].filter(Boolean).join('\n  ');
}

/** What the user asked for cannot be: told as wrong use. */
export async function asUsage<T>(checking: Promise<T>): Promise<T> {
  try {
    return await checking;
  } catch (error) {
    const wrong = error instanceof UserError && (error.kind === 'bad-input' || error.kind === 'not-found');
    throw wrong ? new UsageError(describeError(toWireError(error))) : error;
  }
}

/** Reports a command that failed; the exit code. */
export function reportFailure(error: unknown, json: boolean): number {
  if (error instanceof UsageError) {
    note(error.message);
    return EXIT.usage;
  }
  const wire = toWireError(error);
  if (wire.kind === 'internal' && error instanceof Error) note(error.stack ?? error.message);
  else note(describeError(wire));
  if (json) printJson({ error: wire });
  return EXIT.failed;
}

export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLines(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** Columns padded to the same width; the last one is left as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), []);
  return rows.map((row) => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell)).join('  '));
}
