// A picture in another file format, its metadata and colours kept as `encoding` asks.
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { decodePipeline } from './decode.ts';
import { readError } from './decoder-errors.ts';
import { describePicture } from './describe.ts';
import { encodePipeline } from './encode.ts';
import { planEncoding } from './formats.ts';

/** Throws `UserError` naming the file that failed; then no output is left. */
export async function convertPicture(
  { input, output, encoding }: Extract<EngineTask, { task: 'convert' }>,
  limits: DecodeLimits,
  signal: AbortSignal,
): Promise<EngineResults['convert']> {
  const described = await describePicture(input, limits);
  const { info, metadata } = described;
  const plan = planEncoding(encoding, described, info, output);
  const { pipeline } = decodePipeline(input, described, { limits, grey: plan.grey, keep: plan.keep });
  const bands = metadata.channels <= 2 ? 1 : 3;
  try {
    await encodePipeline(pipeline, { width: info.width, height: info.height, bands }, output, plan, signal);
  } catch (error) {
    // libvips reads and writes at once: what is no failure of the disk is one of the input.
    throw readError(error, input);
  }
  return { info: (await describePicture(output, limits)).info };
}
