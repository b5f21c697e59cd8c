// An engine that speaks the protocol and misbehaves on demand: the file name of the task's input says how.
import { basename } from 'node:path';
import type { FromEngine, ToEngine } from '#contract/engine.ts';

function send(message: FromEngine): void {
  process.send?.(message);
}

const behaviour = process.env['STAND_IN'] ?? '';
let stubborn = false;

process.on('message', (message: ToEngine) => {
  if (message.type === 'stop') {
    if (!stubborn) process.exit(0);
    return;
  }
  if (message.type === 'cancel') {
    if (!stubborn) {
      send({ type: 'failed', taskId: message.taskId, error: { kind: 'cancelled', message: 'Cancelled.' } });
    }
    return;
  }
  if (message.type === 'hold') return;
  const { task, taskId } = message;
  switch ('input' in task ? basename(task.input) : '') {
    case 'crash':
      return process.exit(7);
    case 'no-memory':
      return void process.kill(process.pid, 'SIGKILL');
    case 'hang':
      return;
    case 'stubborn':
      stubborn = true;
      process.on('SIGTERM', () => undefined);
      send({ type: 'progress', taskId, progress: 0.5, pixels: 1, totalPixels: 2 });
      return;
    case 'nonsense':
      return send({ type: 'done', taskId, result: { answer: 42 } });
    default:
      return send({ type: 'done', taskId, result: { info: PICTURE } });
  }
});
process.on('disconnect', () => process.exit(0));

const PICTURE = {
  width: 1,
  height: 1,
  format: 'png',
  depth: 8,
  space: 'srgb',
  alpha: false,
  pages: 1,
  orientation: 1,
  hasExif: false,
  hasXmp: false,
};

if (behaviour === 'dies at start') process.exit(3);
if (behaviour !== 'silent') send({ type: 'ready' });
