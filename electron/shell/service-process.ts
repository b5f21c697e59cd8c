// Keeps the studio service running: starts it, passes its messages, starts it again when it dies, and ends it for certain.
import { type ChildProcess, spawn } from 'node:child_process';
import { type Writable } from 'node:stream';
import { z } from 'zod';
import { WireError } from '#contract/errors.ts';
import { CrashCount } from './crash-count.ts';
import { type Host } from './scheme.ts';

/** Said by a service that cannot start, before it ends. */
const FailedMessage = z.object({ type: z.literal('failed'), error: WireError });
const HostMessage = z.object({ type: z.literal('host'), url: z.url(), token: z.string().min(1) });

/** Why the service is no longer there. */
export type ServiceExit =
  | { reason: 'not-started'; message: string }
  | { reason: 'exited'; code: number }
  | { reason: 'killed'; signal: string };

export type ServiceEvents = {
  /** It can be reached. */
  open: (host: Host) => void;
  frame: (frame: unknown) => void;
  /** It died; `retryIn` milliseconds until it is started again, `null` when it is given up. `last`: its last words. */
  lost: (exit: ServiceExit, retryIn: number | null, last: string) => void;
};

export type ServiceProgram = { node: string; script: string; env: NodeJS.ProcessEnv; cwd: string };

/** Milliseconds. */
export type ServiceTiming = {
  /** Wait before the first, second, … start after a crash; the last entry holds from there on. */
  backoff: readonly number[];
  /** This many crashes within the window are a loop. */
  crashes: number;
  crashWindow: number;
  /** How long it may take to end after being asked, and after SIGTERM. */
  ask: number;
  terminate: number;
};

export const SERVICE_TIMING: ServiceTiming = {
  backoff: [250, 1000, 4000],
  crashes: 3,
  crashWindow: 60_000,
  ask: 4000,
  terminate: 2000,
};

const LAST_WORDS = 2000;

/**
 * The environment for a plain Node. What would change how Node itself starts is taken out: it was meant for whoever
 * started the shell, and could load foreign code into the service.
 */
export function serviceEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = new Set([
    'NODE_OPTIONS',
    'NODE_CHANNEL_FD',
    'NODE_CHANNEL_SERIALIZATION_MODE',
    'ELECTRON_RUN_AS_NODE',
  ]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.has(name)));
}

export class ServiceProcess {
  private child: ChildProcess | null = null;
  private retry: NodeJS.Timeout | null = null;
  private stopping = false;
  /** The end of what it printed, and why it could not start if it said so. */
  private lastWords = '';
  private reason: string | null = null;
  private current: Host | null = null;
  private readonly crashes: CrashCount;
  private readonly program: ServiceProgram;
  private readonly events: ServiceEvents;
  private readonly log: Writable;
  private readonly timing: ServiceTiming;

  constructor(program: ServiceProgram, events: ServiceEvents, log: Writable, timing = SERVICE_TIMING) {
    this.program = program;
    this.events = events;
    this.log = log;
    this.timing = timing;
    this.crashes = new CrashCount(timing.crashes, timing.crashWindow);
  }

  /** Where its web host listens, `null` while it cannot be reached. */
  get host(): Host | null {
    return this.current;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it, also after it was given up. */
  start(): void {
    if (this.child || this.stopping) return;
    this.crashes.reset();
    this.spawn();
  }

  /** False when there is nobody to send to; the frame is lost then. */
  send(frame: object): boolean {
    if (!this.child?.connected || !this.current) return false;
    this.child.send(frame, () => undefined);
    return true;
  }

  /** Asks it to end, then terminates, then kills; resolves when it is gone. It is not started again. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.retry) clearTimeout(this.retry);
    const { child } = this;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    if (child.connected) child.send({ type: 'stop' }, () => undefined);
    const timers = [
      setTimeout(() => child.kill('SIGTERM'), this.timing.ask),
      setTimeout(() => child.kill('SIGKILL'), this.timing.ask + this.timing.terminate),
    ];
    await gone;
    timers.forEach((timer) => clearTimeout(timer));
  }

  private spawn(): void {
    const { node, script, env, cwd } = this.program;
    this.lastWords = '';
    this.reason = null;
    // Not `fork`: Electron replaces it to run its own program. Not `advanced` serialization: Electron's newer V8 writes a
    // format (16) that Node 24 refuses to read.
    const child = spawn(node, [script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], windowsHide: true });
    this.child = child;
    let failure: string | null = null;
    child.once('error', (error) => (failure = error.message));
    child.stdout?.on('data', (chunk: Buffer) => this.log.write(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.log.write(chunk);
      this.lastWords = (this.lastWords + chunk.toString('utf8')).slice(-LAST_WORDS);
    });
    child.on('message', (message) => this.receive(message));
    child.once('close', (code, signal) => {
      if (failure !== null && child.pid === undefined) this.lose({ reason: 'not-started', message: failure });
      else if (signal !== null) this.lose({ reason: 'killed', signal });
      else this.lose({ reason: 'exited', code: code ?? 0 });
    });
  }

  private receive(message: unknown): void {
    const host = HostMessage.safeParse(message).data;
    const failed = FailedMessage.safeParse(message).data;
    if (host) {
      this.current = { url: host.url, token: host.token };
      this.events.open(this.current);
    } else if (failed)
      this.reason = [failed.error.message, failed.error.source, failed.error.hint].filter(Boolean).join('\n');
    else this.events.frame(message);
  }

  private lose(exit: ServiceExit): void {
    this.child = null;
    this.current = null;
    if (this.stopping) return;
    const count = this.crashes.add(Date.now());
    const { backoff } = this.timing;
    const wait = this.crashes.looping ? null : (backoff[Math.min(count, backoff.length) - 1] ?? 0);
    if (wait !== null) this.retry = setTimeout(() => this.spawn(), wait);
    this.events.lost(exit, wait, this.reason ?? this.lastWords);
  }
}
