// `npm run bench [-- train|upscale] [--only NAME] [--json]`: speed as ratios within one run.
// `npm run bench -- parity [--device webgpu] [--json]`: the worst error of every family of kernels.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { parity, printParity } from '../../tests/bench/parity.ts';
import { benchTrain, printTrain } from '../../tests/bench/train.ts';
import { benchUpscale, printUpscale } from '../../tests/bench/upscale.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
    json: { type: 'boolean', default: false },
  },
});
const [subject = 'upscale'] = positionals;

if (subject === 'train') {
  const results = await benchTrain(values);
  console.log(values.json ? JSON.stringify(results) : printTrain(results));
} else if (subject === 'upscale') {
  const results = await benchUpscale();
  console.log(values.json ? JSON.stringify(results) : printUpscale(results));
} else if (subject === 'parity') {
  const rows = await parity({ executionProviders: values.device === 'cpu' ? ['cpu'] : [values.device, 'cpu'] });
  console.log(values.json ? JSON.stringify(rows) : printParity(rows));
} else {
  console.error('usage: npm run bench [-- train|upscale|parity] [--only NAME] [--device NAME] [--json]');
  process.exitCode = 2;
}
