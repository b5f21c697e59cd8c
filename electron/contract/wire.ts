// The frames that carry methods and events, and the two ends of the line: one client, one dispatcher, any transport.
import { z } from 'zod';
import { fromWireError, toWireError, UserError, WireError } from './errors.ts';
import { type EventData, type EventName, events } from './events.ts';
import { type ArgsInput, type Handlers, type MethodName, methods, type Result } from './rpc.ts';

export const Request = z.object({ id: z.int(), method: z.string(), args: z.unknown() });
export type Request = z.infer<typeof Request>;
export const Reply = z.union([
  z.object({ id: z.int(), result: z.unknown() }).strict(),
  z.object({ id: z.int(), error: WireError }).strict(),
]);
export type Reply = z.infer<typeof Reply>;
export const Push = z.object({ event: z.string(), data: z.unknown() });
export type Push = z.infer<typeof Push>;

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** Answers one request: checks the arguments, calls the handler, turns what it throws into a wire error. Never rejects. */
export async function dispatch(
  handlers: Handlers,
  raw: unknown,
  onBug: (error: unknown, method: string) => void,
): Promise<Reply> {
  const request = Request.safeParse(raw);
  if (!request.success) return { id: -1, error: { kind: 'bad-input', message: 'That is not a request.' } };
  const { id, method, args } = request.data;
  if (!isMethod(method)) return { id, error: { kind: 'not-found', message: `There is no method “${method}”.` } };
  const checked = methods[method].args.safeParse(args);
  if (!checked.success) {
    return { id, error: { kind: 'bad-input', message: `${method}: ${z.prettifyError(checked.error)}` } };
  }
  try {
    const handler = handlers[method] as (args: unknown) => unknown;
    return { id, result: (await handler(checked.data)) ?? null };
  } catch (error) {
    const wire = toWireError(error);
    if (wire.kind === 'internal') onBug(error, method);
    return { id, error: wire };
  }
}

export type Transport = {
  send: (frame: Request) => void;
  /** Called with every frame that arrives. */
  onFrame: (listener: (frame: unknown) => void) => void;
};

type Waiting = { method: MethodName; resolve: (value: unknown) => void; reject: (error: Error) => void };

/** The calling end. Results and events are validated here; errors arrive as `UserError`. */
export class RpcClient {
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<EventName, Set<(data: never) => void>>();
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
    transport.onFrame((frame) => this.receive(frame));
  }

  call<M extends MethodName>(method: M, args: ArgsInput<M>): Promise<Result<M>> {
    const id = this.nextId++;
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { method, resolve, reject });
      this.transport.send({ id, method, args });
    }) as Promise<Result<M>>;
  }

  /** Returns the function that stops listening. */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /** Fails everything that waits: the line is down. */
  disconnected(): void {
    const error = new UserError('busy', 'The studio service stopped answering.', {
      hint: 'It is being started again.',
    });
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private receive(frame: unknown): void {
    const push = Push.safeParse(frame);
    if (push.success) return this.emit(push.data);
    const reply = Reply.parse(frame);
    const call = this.waiting.get(reply.id);
    if (!call) return;
    this.waiting.delete(reply.id);
    if ('error' in reply) return call.reject(fromWireError(reply.error));
    const result = methods[call.method].result.safeParse(reply.result);
    if (result.success) call.resolve(result.data);
    else call.reject(new Error(`${call.method} answered out of contract: ${z.prettifyError(result.error)}`));
  }

  private emit({ event, data }: Push): void {
    if (!Object.hasOwn(events, event)) return;
    const name = event as EventName;
    const checked = events[name].parse(data);
    for (const listener of this.listeners.get(name) ?? []) listener(checked as never);
  }
}
