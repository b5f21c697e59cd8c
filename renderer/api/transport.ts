// The line to the service: a WebSocket that comes back by itself, or the shell's bridge.
import { type AtelierBridge } from '#contract/bridge.ts';
import { type Request, type Transport } from '#contract/wire.ts';

/** A line that can be down; `onOpen` and `onClose` are called at every change. */
export type Line = Transport & { onOpen: (listener: () => void) => void; onClose: (listener: () => void) => void };

const FIRST_DELAY = 250;
const LONGEST_DELAY = 5000;

/** Frames sent before the line is open wait for it; what waits when an open line breaks is dropped, as its callers are told. */
export function webSocketLine(url: string): Line {
  const frame: ((frame: unknown) => void)[] = [];
  const open: (() => void)[] = [];
  const close: (() => void)[] = [];
  let held: Request[] = [];
  let socket: WebSocket;
  let delay = FIRST_DELAY;

  const connect = () => {
    socket = new WebSocket(url);
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      delay = FIRST_DELAY;
      for (const listener of open) listener();
      for (const request of held.splice(0)) socket.send(JSON.stringify(request));
    };
    socket.onmessage = ({ data }) => {
      const parsed: unknown = JSON.parse(String(data));
      for (const listener of frame) listener(parsed);
    };
    socket.onclose = () => {
      if (wasOpen) {
        held = [];
        for (const listener of close) listener();
      }
      setTimeout(connect, delay * (0.75 + Math.random() / 2));
      delay = Math.min(LONGEST_DELAY, delay * 1.7);
    };
  };
  connect();

  return {
    send: (request) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
      else held.push(request);
    },
    onFrame: (listener) => frame.push(listener),
    onOpen: (listener) => open.push(listener),
    onClose: (listener) => close.push(listener),
  };
}

export function bridgeLine(bridge: AtelierBridge): Line {
  const open: (() => void)[] = [];
  const close: (() => void)[] = [];
  let held: Request[] = [];
  let isOpen = false;
  // Later than this call, so that the listeners below are there when the bridge answers at once.
  queueMicrotask(() =>
    bridge.onConnection((now) => {
      if (now === isOpen) return;
      isOpen = now;
      for (const listener of now ? open : close) listener();
      const waiting = held;
      held = [];
      if (now) for (const request of waiting) bridge.send(request);
    }),
  );
  return {
    send: (request) => {
      if (isOpen) bridge.send(request);
      else held.push(request);
    },
    onFrame: bridge.onFrame,
    onOpen: (listener) => open.push(listener),
    onClose: (listener) => close.push(listener),
  };
}
