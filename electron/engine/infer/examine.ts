// Finds out what an unknown ONNX upscaler does by running it: scale, required multiple, and how far a pixel reaches.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import onnxProto from 'onnx-proto';
import { type EngineResults } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type Planes, type UpscaleNet } from './net.ts';

const MULTIPLES = [1, 2, 4, 8, 16, 32, 64] as const;
/** Sides tried for the receptive radius, smallest first. */
const RADIUS_SIDES = [64, 128, 256] as const;
/** A change of an output value that is nothing: a quarter of a step of 8 bits. */
const NOTHING = 0.25 / 255;

/** Throws `UserError('unsupported')` that says in plain words what keeps the model from being an upscaler. */
export async function examineModel(
  file: string,
  net: UpscaleNet,
  signal: AbortSignal,
): Promise<EngineResults['examine']> {
  const refuse = (why: string, hint: string): UserError =>
    new UserError('unsupported', `“${basename(file)}” cannot be used as an upscaler: ${why}.`, { hint, source: file });
  const whole = await net.run(testPicture(64, 64), 64, 64).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw refuse(
      `it fails on a picture of 64 × 64 pixels (${text.slice(0, 200)})`,
      'Export it with free height and width.',
    );
  });
  const scale = whole.height / 64;
  if (whole.width !== whole.height || !Number.isInteger(scale) || scale < 1 || scale > 8) {
    throw refuse(
      `it makes ${whole.width} × ${whole.height} pixels of 64 × 64`,
      'An upscaler enlarges both sides by the same whole number from 1 to 8.',
    );
  }
  checkValues(whole, scale, refuse);
  const multiple = await findMultiple(net, scale, signal);
  if (multiple === undefined) {
    throw refuse('it accepts pictures of one size only', 'Export it with free height and width.');
  }
  const receptiveRadius = await findRadius(net, scale, multiple, signal);
  return { scale, parameters: await countParameters(file), receptiveRadius, multiple };
}

/** Soft waves with a little grain, planar RGB, 0..1. */
function testPicture(height: number, width: number): Float32Array {
  return Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    return 0.5 + 0.3 * Math.sin(x / 5) * Math.cos(y / 7) + 0.05 * Math.sin(i * 12.9898);
  });
}

function checkValues({ data, width }: Planes, scale: number, refuse: (why: string, hint: string) => UserError): void {
  if (data.some((value) => !Number.isFinite(value))) {
    throw refuse('it gives values that are not numbers', 'Export it again in float32.');
  }
  const picture = testPicture(64, 64);
  let difference = 0;
  for (let i = 0; i < 3 * 64 * 64; i++) {
    const [plane, y, x] = [Math.floor(i / 4096), Math.floor(i / 64) % 64, i % 64];
    const at = plane * width * width + (y * scale + (scale >> 1)) * width + x * scale + (scale >> 1);
    difference += Math.abs((data[at] ?? 0) - (picture[i] ?? 0)) / (3 * 4096);
  }
  if (difference < 0.2) return;
  throw refuse('its result does not look like its input', 'It must take and give RGB values from 0 to 1.');
}

async function findMultiple(net: UpscaleNet, scale: number, signal: AbortSignal): Promise<number | undefined> {
  for (const multiple of MULTIPLES) {
    throwIfCancelled(signal);
    const [height, width] = [64 + multiple, 64 + 3 * multiple];
    const made = await net.run(testPicture(height, width), height, width).catch((error: unknown) => {
      if (error instanceof UserError) throw error;
      return undefined;
    });
    if (made && made.height === height * scale && made.width === width * scale) return multiple;
  }
  return undefined;
}

/** Largest distance in input pixels at which a changed centre pixel still changes the output, as far as it was looked for. */
async function findRadius(net: UpscaleNet, scale: number, multiple: number, signal: AbortSignal): Promise<number> {
  let radius = 0;
  for (const wanted of RADIUS_SIDES) {
    throwIfCancelled(signal);
    const side = Math.max(wanted, 2 * multiple);
    const centre = side / 2;
    const picture = testPicture(side, side);
    const before = await net.run(picture, side, side);
    const changed = picture.slice();
    for (let plane = 0; plane < 3; plane++) {
      const at = (plane * side + centre) * side + centre;
      changed[at] = (picture[at] ?? 0) > 0.5 ? 0 : 1;
    }
    const after = await net.run(changed, side, side);
    radius = reach(before, after, centre, scale);
    if (radius < centre - 2) break;
  }
  return radius;
}

function reach(before: Planes, after: Planes, centre: number, scale: number): number {
  let furthest = 0;
  const { width, height } = before;
  for (let i = 0; i < before.data.length; i++) {
    if (Math.abs((before.data[i] ?? 0) - (after.data[i] ?? 0)) <= NOTHING) continue;
    const x = Math.floor((i % width) / scale);
    const y = Math.floor((Math.floor(i / width) % height) / scale);
    furthest = Math.max(furthest, Math.abs(x - centre), Math.abs(y - centre));
  }
  return furthest;
}

async function countParameters(file: string): Promise<number> {
  const tensors = onnxProto.onnx.ModelProto.decode(await readFile(file)).graph?.initializer ?? [];
  return tensors.reduce((sum, { dims }) => sum + (dims ?? []).reduce((size: number, n) => size * Number(n), 1), 0);
}
