// The service as a child process of the desktop shell: the same frames as over the web host, carried by process IPC.
import { z } from 'zod';
import { toWireError } from '#contract/errors.ts';
import { dispatch } from '#contract/wire.ts';
import { startStudio } from './studio.ts';

const Stop = z.object({ type: z.literal('stop') });
const flag = process.argv.indexOf('--library');

function send(message: object): void {
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}

async function main(): Promise<void> {
  const studio = await startStudio({ library: flag > 0 ? process.argv[flag + 1] : undefined });
  const { handlers, events, log } = studio;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await studio.close();
    process.exit(0);
  };
  process.on('message', (frame) => {
    if (Stop.safeParse(frame).success) return void stop();
    const answer = dispatch(handlers, frame, (error, method) => log.error({ err: error, method }, 'a method failed'));
    void answer.then(send);
  });
  process.on('disconnect', () => void stop());
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  events.listen((event, data) => send({ event, data }));
  send({ type: 'host', url: studio.origin, token: studio.token });
}

main().catch((error: unknown) => {
  const wire = toWireError(error);
  console.error([wire.message, wire.source, wire.hint].filter(Boolean).join('\n'));
  process.exitCode = 1;
  process.disconnect?.();
});
