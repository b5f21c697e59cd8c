// The service's log: to stderr, and the latest lines in memory for a report.
import pino, { type Logger, multistream } from 'pino';

const KEPT_LINES = 500;

export type Log = Logger;
export type LogWithLines = { log: Log; lines: () => string[] };

/** `level`: what goes to stderr; memory keeps everything from `debug` on. */
export function createLog(level: pino.Level): LogWithLines {
  const lines: string[] = [];
  const memory = {
    write(line: string) {
      lines.push(line.trimEnd());
      if (lines.length > KEPT_LINES) lines.shift();
    },
  };
  const streams = multistream([
    { level, stream: process.stderr },
    { level: 'debug', stream: memory },
  ]);
  const log = pino({ level: 'debug', base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, streams);
  return { log, lines: () => [...lines] };
}
