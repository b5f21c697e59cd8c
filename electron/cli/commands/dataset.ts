// atelier dataset doctor FOLDER
import type { DatasetReport } from '#contract/dataset.ts';
import { asUsage, EXIT, printJson, printLines } from '../console.ts';
import { wholeOf } from '../numbers.ts';
import { percent } from '../percent.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

/** Files that are named under a finding. */
const NAMED = 5;
const MOST_PIXELS = 8192;

function described({ images, readable, sides, findings }: DatasetReport): string[] {
  const size = sides ? `, short sides from ${sides.least} to ${sides.most} pixels` : '';
  const lines = [`${images} pictures, ${readable} readable${size}.`];
  for (const { kind, files, advice } of findings) {
    lines.push('', `${kind}${files.length > 0 ? ` (${files.length})` : ''}: ${advice}`);
    lines.push(...files.slice(0, NAMED).map((file) => `  ${file}`));
    if (files.length > NAMED) lines.push(`  … and ${files.length - NAMED} more`);
  }
  if (findings.length === 0) lines.push('Nothing was found that would do harm.');
  return lines;
}

export function doctorDataset(
  folder: string,
  flags: CommonOptions & { content?: string; recipe?: string; size?: string },
): Promise<number> {
  const size = wholeOf('size', flags.size, 1, MOST_PIXELS);
  return withWorkshop(flags, async ({ core }, signal) => {
    const { datasets, doctor, recipes } = core;
    const recipe = flags.recipe === undefined ? undefined : await asUsage(recipes.find(flags.recipe));
    const examining = async () => {
      const sides = { data: datasets.at(folder), content: flags.content ? datasets.at(flags.content) : undefined };
      return doctor.examine(sides, { recipe, size }, { signal, onProgress: percent.onProgress });
    };
    const report = await asUsage(examining()).finally(percent.end);
    if (flags.json) printJson(report);
    else printLines(described(report));
    return EXIT.ok;
  });
}
