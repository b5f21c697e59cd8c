// atelier models [list | import FILE | export ID --onnx FILE]
import { resolve } from 'node:path';
import type { ModelEntry } from '#contract/models.ts';
import { EXIT, printJson, printLines, table } from '../console.ts';
import { modelOf } from '../numbers.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

function summary({ card, own, speed }: ModelEntry) {
  const { id, kind, scale, licence, bytes, name } = card;
  return { id, kind, scale, licence: licence.id, bytes, name, own, megapixelsPerSecond: speed };
}

export function listModels(flags: CommonOptions): Promise<number> {
  return withWorkshop(flags, async ({ core }) => {
    const models = (await core.models.list()).map(summary);
    if (flags.json) printJson({ models });
    else {
      const head = ['ID', 'KIND', 'SCALE', 'SIZE', 'SPEED HERE', 'LICENCE'];
      const rows = models.map((model) => [
        model.id,
        model.kind,
        model.kind === 'upscale' ? `×${model.scale}` : '–',
        `${(model.bytes / 1e6).toFixed(1)} MB`,
        model.megapixelsPerSecond === null ? '–' : `${model.megapixelsPerSecond.toFixed(2)} MP/s`,
        model.licence,
      ]);
      printLines(table([head, ...rows]));
    }
    return EXIT.ok;
  });
}

export function importModel(file: string, flags: CommonOptions): Promise<number> {
  return withWorkshop(flags, async ({ core }) => {
    const model = summary(await core.models.import(resolve(file)));
    if (flags.json) printJson({ model });
    else printLines([`${model.id} (×${model.scale})`]);
    return EXIT.ok;
  });
}

export function exportModel(id: string, flags: CommonOptions & { onnx: string }): Promise<number> {
  const model = modelOf(id);
  const path = resolve(flags.onnx);
  return withWorkshop(flags, async ({ core }) => {
    await core.models.export(model, path);
    if (flags.json) printJson({ model, path });
    else printLines([path]);
    return EXIT.ok;
  });
}
