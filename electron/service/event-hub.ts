// Hands events of the service to whoever listens: windows over the web host or process IPC, and the command line.
import type { EventData, EventName } from '#contract/events.ts';

export type PushListener = <E extends EventName>(event: E, data: EventData<E>) => void;

export class EventHub {
  private readonly listeners = new Set<PushListener>();

  emit<E extends EventName>(event: E, data: EventData<E>): void {
    for (const listener of this.listeners) listener(event, data);
  }

  /** Returns the function that stops listening. */
  listen(listener: PushListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
