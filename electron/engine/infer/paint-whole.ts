// A picture painted in one run of the net: a small one, or by a net that sees all of it and cannot be taken apart.
import { UserError } from '#contract/errors.ts';
import { type ModelSession } from '../compiler/session.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type NetUse, type Painter } from './paint.ts';
import { fromPlanes } from './planes.ts';
import { readWindow, sizeSeen } from './read-window.ts';

/** Throws `UserError('out-of-memory')`, with nothing painted. */
export function wholePainter(session: Pick<ModelSession, 'run'>, { multiple, grain, take }: NetUse): Painter {
  return async (source, target, { signal, onProgress, onPart }) => {
    const all = { x: 0, y: 0, width: source.layout.width, height: source.layout.height };
    const window = { x: 0, y: 0, ...sizeSeen(source.layout, multiple) };
    const seen = readWindow(source, window, grain);
    const made = await take(async () => {
      throwIfCancelled(signal);
      return session.run(seen, window.height, window.width);
    });
    throwIfCancelled(signal);
    if (made.width !== window.width || made.height !== window.height) {
      throw new UserError('unsupported', 'The model changes the size of pictures.', { hint: 'Train it again.' });
    }
    target.write(all, fromPlanes(made.data, made, all, target.layout));
    onProgress(1);
    onPart(all);
    return [];
  };
}
