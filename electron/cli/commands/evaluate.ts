// atelier evaluate upscale --model ID --data FOLDER
import { resolve } from 'node:path';
import { evaluateUpscale } from '../../service/index.ts';
import { EXIT, printJson, printLines, table } from '../console.ts';
import { modelOf } from '../upscale-options.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

export function evaluate(flags: CommonOptions & { model: string; data: string }): Promise<number> {
  const model = modelOf(flags.model);
  return withWorkshop(flags, async ({ core }, signal) => {
    const onProgress = ({ progress }: { progress: number }) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${Math.round(progress * 100)} %`);
    };
    const result = await evaluateUpscale(core, model, resolve(flags.data), { signal, onProgress });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
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
