// A picture painted in one run of the net: for nets that see all of it and cannot be taken apart.
import { UserError } from '#contract/errors.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type UpscaleNet } from './net.ts';
import { type Painter } from './paint.ts';
import { fromPlanes } from './planes.ts';
import { readWindow } from './read-window.ts';
import { roundUp } from './tiles.ts';

/** `multiple`: the sides that the net takes are multiples of it. Throws `UserError('out-of-memory')`. */
export function wholePainter(net: UpscaleNet, multiple: number): Painter {
  return async (source, target, { signal, onProgress, onPart }) => {
    const { width, height } = source.layout;
    const all = { x: 0, y: 0, width, height };
    const window = { ...all, width: roundUp(width, multiple), height: roundUp(height, multiple) };
    const made = await net.run(readWindow(source, window), window.height, window.width);
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
