// A picture in another file format, its metadata and colours kept as `encoding` asks.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { decodePicture, decodePipeline } from './decode.ts';
import { readError } from './decoder-errors.ts';
import { type Described, describePicture } from './describe.ts';
import { encodePipeline, encodeRaster } from './encode.ts';
import { type EncodePlan, planEncoding } from './formats.ts';

/** Throws `UserError` naming the file that failed; then no output is left. */
export async function convertPicture(
  { input, output, encoding }: Extract<EngineTask, { task: 'convert' }>,
  limits: DecodeLimits,
  signal: AbortSignal,
): Promise<EngineResults['convert']> {
  const described = await describePicture(input, limits);
  const { info, metadata } = described;
  const plan = planEncoding(encoding, described, info, output);
  if (plan.keep === 'all' && info.format === 'tiff' && info.hasExif && !plan.exif) {
    await throughRaster(input, described, output, plan, limits, signal);
  } else {
    const { pipeline } = decodePipeline(input, described, { limits, grey: plan.grey, keep: plan.keep });
    const bands = metadata.channels <= 2 ? 1 : 3;
    try {
      await encodePipeline(pipeline, { width: info.width, height: info.height, bands }, output, plan, signal);
    } catch (error) {
      // libvips reads and writes at once: what is no failure of the disk is one of the input.
      throw readError(error, input);
    }
  }
  return { info: (await describePicture(output, limits)).info };
}

/** The only way to hand libvips an EXIF block that it does not read from the input itself. The intermediate lies beside the output. */
async function throughRaster(
  input: string,
  described: Described,
  output: string,
  plan: EncodePlan,
  limits: DecodeLimits,
  signal: AbortSignal,
): Promise<void> {
  const scratch = `${output}.part-${randomBytes(4).toString('hex')}.v`;
  const { raster } = await decodePicture(input, described, scratch, { limits, signal, grey: plan.grey });
  try {
    await encodeRaster(raster, output, plan, signal);
  } finally {
    raster.close();
    await rm(scratch, { force: true });
  }
}
