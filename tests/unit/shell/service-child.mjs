// A stand-in for the studio service whose behaviour a test chooses by environment: answers, crashes, or will not end.
import process from 'node:process';

const mode = process.env.TEST_SERVICE ?? 'answer';
if (mode === 'crash') {
  console.error('the library is locked by another program');
  process.exit(3);
}
if (mode === 'refuse') {
  const error = { kind: 'busy', message: 'The library is in use.', hint: 'Close the other window.' };
  console.error('{"level":50}');
  process.send({ type: 'failed', error }, () => process.exit(1));
}
if (mode === 'deaf') {
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 1000);
}
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message.type === 'stop') {
    if (mode !== 'deaf') process.exit(0);
    return;
  }
  if (message.method === 'die') process.kill(process.pid, 'SIGKILL');
  else if (message.method === 'late') setTimeout(() => process.send({ id: message.id, result: 'late' }), 50);
  else if (message.method === 'push') process.send(message.args);
  else process.send({ id: message.id, result: { method: message.method, args: message.args ?? null } });
});
process.send({
  type: 'host',
  url: process.env.TEST_HOST ?? 'http://127.0.0.1:9/',
  token: process.env.TEST_TOKEN ?? 'secret',
});
process.send({ event: 'images.changed', data: { options: process.env.NODE_OPTIONS ?? null, node: process.version } });
