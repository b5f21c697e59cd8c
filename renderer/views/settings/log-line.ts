// A line of the service's log (JSON, one object per line) in words.

const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

export type LogLine = { time: string; level: string; text: string };

/** Lines of another form are shown as they are. */
export function readLogLine(line: string): LogLine {
  try {
    const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const more = Object.entries(rest).map(([name, value]) => `${name}=${plain(value)}`);
    return {
      time: typeof time === 'string' ? time.slice(11, 19) : '',
      level: typeof level === 'number' ? (LEVELS[level] ?? String(level)) : plain(level ?? ''),
      text: [plain(msg ?? ''), ...more].filter((part) => part !== '').join('  '),
    };
  } catch {
    return { time: '', level: '', text: line };
  }
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value !== null && typeof value === 'object' && 'message' in value) return String(value.message);
  return JSON.stringify(value);
}
