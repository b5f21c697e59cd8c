// `npm run bench -- SUBJECT [--only NAME] [--device NAME] [--json]`: speed, memory and errors, as ratios within one run.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchConvolutions, printConvolutions } from '../../tests/bench/convolutions.ts';
import { benchLoop, printLoop } from '../../tests/bench/loop.ts';
import { benchMemory, printMemory } from '../../tests/bench/memory.ts';
import { parity, printParity } from '../../tests/bench/parity.ts';
import { benchTrain, printTrain } from '../../tests/bench/train.ts';
import { benchUpscale, printUpscale } from '../../tests/bench/upscale.ts';

type Options = { only?: string; device: string };

/** Runs a benchmark; its result as an object and as text. */
function subject<Result>(run: (options: Options) => Promise<Result>, print: (result: Result) => string) {
  return async (options: Options, json: boolean) => {
    const result = await run(options);
    return json ? JSON.stringify(result) : print(result);
  };
}

const SUBJECTS: Record<string, (options: Options, json: boolean) => Promise<string>> = {
  upscale: subject(benchUpscale, printUpscale),
  train: subject(benchTrain, printTrain),
  loop: subject(({ only }) => benchLoop({ only }), printLoop),
  convolutions: subject(benchConvolutions, printConvolutions),
  memory: subject(({ only }) => benchMemory(only), printMemory),
  parity: subject(
    ({ device }) => parity({ executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'] }),
    printParity,
  ),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
    json: { type: 'boolean', default: false },
  },
});
const run = SUBJECTS[positionals[0] ?? 'upscale'];
if (run) console.log(await run(values, values.json));
else {
  console.error(`usage: npm run bench -- ${Object.keys(SUBJECTS).join('|')} [--only NAME] [--device NAME] [--json]`);
  process.exitCode = 2;
}
