// The web host: page, pictures, uploads and the rpc socket, on the loopback interface and for holders of the token only.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { UserError } from '#contract/errors.ts';
import type { Handlers } from '#contract/rpc.ts';
import { dispatch } from '#contract/wire.ts';
import type { EventHub } from '../event-hub.ts';
import type { Ingest } from '../ingest.ts';
import type { Log } from '../log.ts';
import type { MediaFiles } from '../media.ts';
import type { DatasetUploads } from '../training/dataset-upload.ts';
import { Guard } from './guard.ts';
import { serveMedia } from './media.ts';
import { pageHeaders, servePage } from './page.ts';
import { serveUpload } from './upload.ts';

export type WebHostSetup = {
  handlers: Handlers;
  events: EventHub;
  log: Log;
  media: MediaFiles;
  ingest: Ingest;
  uploads: DatasetUploads;
  /** 0: any free port. */
  port: number;
};

export type WebHost = { url: string; origin: string; token: string; close: () => Promise<void> };

/** Bytes of the largest rpc message, and of events that may wait for a window that does not read. */
const MAX_MESSAGE = 16 * 2 ** 20;
const MAX_BACKLOG = 32 * 2 ** 20;

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const hint = 'Choose another one with --port, or leave it out.';
      reject(new UserError('busy', `The port ${port} cannot be used.`, { hint, cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

export async function startWebHost(setup: WebHostSetup): Promise<WebHost> {
  const { handlers, events, log } = setup;
  const server = createServer();
  const port = await listen(server, setup.port);
  const guard = new Guard(randomBytes(32).toString('base64url'), port);
  const headers = pageHeaders(port);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, text: string) => {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    };
    if (!guard.rightHost(request)) return refuse(421, 'This address is not served here.');
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (request.method === 'POST' && url.pathname === '/upload') {
      if (!guard.mayChange(request)) return refuse(403, 'Not allowed.');
      return serveUpload(request, response, url, setup);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Not allowed.');
    const invited = url.pathname === '/' && guard.isToken(url.searchParams.get('token'));
    if (!invited && !guard.known(request)) {
      return refuse(401, 'Open Atelier with the address that it printed when it started.');
    }
    if (url.pathname.startsWith('/media/')) return serveMedia(request, response, url, setup.media);
    return servePage(request, response, url.pathname, {
      ...headers,
      ...(invited && { 'set-cookie': guard.setCookie() }),
    });
  };
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A reader that went away in the middle is no failure.
      if (!response.destroyed) log.warn({ err: error, url: request.url?.split('?')[0] }, 'a request failed');
      response.destroy();
    });
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  server.on('upgrade', (request, socket, head) => {
    const wanted = request.url === '/rpc' && guard.rightHost(request) && guard.mayChange(request);
    if (!wanted) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, serveSocket);
  });

  function serveSocket(socket: WebSocket): void {
    const send = (frame: object) => {
      if (socket.readyState !== socket.OPEN) return;
      // A window that reads so little is better off connecting anew and reading the state.
      if (socket.bufferedAmount > MAX_BACKLOG) return socket.terminate();
      socket.send(JSON.stringify(frame));
    };
    const quiet = events.listen((event, data) => send({ event, data }));
    socket.on('close', quiet);
    socket.on('error', (error) => log.debug({ err: error }, 'a window’s line broke'));
    socket.on('message', (data: Buffer) => {
      let frame: unknown;
      try {
        frame = JSON.parse(data.toString());
      } catch {
        frame = undefined;
      }
      const reply = dispatch(handlers, frame, (error, method) => log.error({ err: error, method }, 'a method failed'));
      void reply.then(send);
    });
  }

  const origin = `http://127.0.0.1:${port}`;
  log.info({ origin }, 'the web host listens');
  return {
    origin,
    token: guard.token,
    url: `${origin}/?token=${guard.token}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
