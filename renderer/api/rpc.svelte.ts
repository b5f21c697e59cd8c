// Calls to the studio service and its events; the one place where Svelte's state proxies become plain data.
import { type EventData, type EventName } from '#contract/events.ts';
import { type ArgsInput, type MethodName, type Result } from '#contract/rpc.ts';
import { RpcClient } from '#contract/wire.ts';
import { bridgeLine, webSocketLine } from './transport.ts';

export type Connection = 'connecting' | 'open' | 'reconnecting';

class Rpc {
  /** `connecting` until the first answer, `reconnecting` after a line that was open broke. */
  connection = $state<Connection>('connecting');
  private readonly client: RpcClient;
  private readonly openListeners: (() => void)[] = [];

  constructor() {
    const line = window.atelier ? bridgeLine(window.atelier) : webSocketLine(socketUrl());
    this.client = new RpcClient(line);
    line.onOpen(() => {
      this.connection = 'open';
      for (const listener of this.openListeners) listener();
    });
    line.onClose(() => {
      this.connection = 'reconnecting';
      this.client.disconnected();
    });
  }

  /** Rejects with a `UserError` for what a user is shown. `args` may hold state proxies. */
  call<M extends MethodName>(method: M, args: ArgsInput<M>): Promise<Result<M>> {
    return this.client.call(method, $state.snapshot<unknown>(args) as ArgsInput<M>);
  }

  /** Returns the function that stops listening. */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void {
    return this.client.on(event, listener);
  }

  /** Runs each time the line opens, also after it was lost: the moment to read everything again. */
  onOpen(listener: () => void): void {
    this.openListeners.push(listener);
    if (this.connection === 'open') listener();
  }
}

function socketUrl(): string {
  // `http:` becomes `ws:`, `https:` `wss:`.
  return new URL('rpc', document.baseURI.split('#')[0]).href.replace(/^http/, 'ws');
}

export const rpc = new Rpc();
