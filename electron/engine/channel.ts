// The engine's end of the line to the service: what comes in is checked, logs go out as messages, the process ends with the line.
import { z } from 'zod';
import { type FromEngine, ToEngine } from '#contract/engine.ts';

export function send(message: FromEngine): void {
  // The parent may be gone: then the process is about to end, and nobody is left to tell.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

export function log(level: 'debug' | 'info' | 'warn' | 'error', message: string, taskId?: string): void {
  send({ type: 'log', level, message, taskId });
}

/** Calls `handle` with every valid message; others are logged. Ends the process when the parent's end closes. */
export function listen(handle: (message: ToEngine) => void): void {
  process.on('message', (raw) => {
    const message = ToEngine.safeParse(raw);
    if (message.success) handle(message.data);
    else log('error', `message out of contract: ${z.prettifyError(message.error)}`);
  });
  process.on('disconnect', () => process.exit(0));
}

/** Sends everything that is still in the line, then ends. */
export function endProcess(code: number): void {
  if (!process.connected) process.exit(code);
  process.send?.(
    { type: 'log', level: 'debug', message: 'engine ends' } satisfies FromEngine,
    undefined,
    undefined,
    () => process.exit(code),
  );
}
