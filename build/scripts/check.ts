// `npm run check`: types of every folder, lint, format, notices and the fast tests; stops at the first that fails.
import process from 'node:process';
import { packageBin, run } from './paths.ts';

const FOLDERS = ['contract', 'library', 'engine', 'service', 'cli', 'shell'].map((name) => `electron/${name}`);

const STEPS: { name: string; bin: string; args: string[] }[] = [
  ...[...FOLDERS, 'build', 'tests'].map((folder) => ({
    name: `types ${folder}`,
    bin: packageBin('typescript/bin/tsc'),
    args: ['-p', folder],
  })),
  {
    name: 'types renderer',
    bin: packageBin('svelte-check/bin/svelte-check'),
    args: ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'lint', bin: packageBin('eslint/bin/eslint.js'), args: ['.', '--max-warnings=0'] },
  { name: 'format', bin: packageBin('prettier/bin/prettier.cjs'), args: ['--check', '.'] },
  { name: 'notices', bin: 'build/scripts/notices.ts', args: ['--check'] },
  {
    name: 'unit tests',
    bin: packageBin('vitest/vitest.mjs'),
    args: ['run', '--config=build/config/vitest.ts', 'tests/unit'],
  },
];

for (const { name, bin, args } of STEPS) {
  console.log(`— ${name}`);
  const code = await run(process.execPath, [bin, ...args]);
  if (code !== 0) process.exit(code);
}
