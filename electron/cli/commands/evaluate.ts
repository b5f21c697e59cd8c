// atelier evaluate upscale | gan --model ID --data FOLDER
import { resolve } from 'node:path';
import { evaluateGenerator, evaluateUpscale } from '../../service/index.ts';
import { EXIT, printJson, printLines, table } from '../console.ts';
import { modelOf } from '../numbers.ts';
import { percent } from '../percent.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

type EvaluateFlags = CommonOptions & { model: string; data: string };

export function evaluate(flags: EvaluateFlags): Promise<number> {
  const model = modelOf(flags.model);
  return withWorkshop(flags, async ({ core }, signal) => {
    const { onProgress } = percent;
    const result = await evaluateUpscale(core, model, resolve(flags.data), { signal, onProgress }).finally(percent.end);
    const { scale, images, psnrY, ssim, baseline } = result;
    if (flags.json) printJson({ model, scale, images, psnrY, ssim, baseline });
    else {
      const row = (name: string, value: { psnrY: number; ssim: number }) => [
        name,
        `${value.psnrY.toFixed(2)} dB`,
        value.ssim.toFixed(4),
      ];
      const head = [`×${scale}, ${images} pictures`, 'PSNR (Y)', 'SSIM'];
      printLines(table([head, row(model, { psnrY, ssim }), row('bicubic', baseline)]));
    }
    return EXIT.ok;
  });
}

export function evaluateGan(flags: EvaluateFlags): Promise<number> {
  const model = modelOf(flags.model);
  return withWorkshop(flags, async ({ core }, signal) => {
    const { onProgress } = percent;
    const folder = resolve(flags.data);
    const result = await evaluateGenerator(core, model, folder, { signal, onProgress }).finally(percent.end);
    const { images, data, extractor, fid, kid, precision, recall, diversity } = result;
    if (flags.json) printJson({ model, images, data, extractor, fid, kid, precision, recall, diversity });
    else {
      const rows = Object.entries({ FID: fid, KID: kid, precision, recall, diversity });
      const numbers = rows.map(([name, value]) => [name, value.toPrecision(4)]);
      printLines([`${images} generated, ${data} of the folder; features of ${extractor}`, ...table(numbers)]);
    }
    return EXIT.ok;
  });
}
