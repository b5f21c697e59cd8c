// `npm run bench [-- train|upscale] [--only NAME] [--json]`: speed as ratios within one run.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchTrain, printTrain } from '../../tests/bench/train.ts';
import { benchUpscale, printUpscale } from '../../tests/bench/upscale.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const [subject = 'upscale'] = positionals;

if (subject === 'train') {
  const results = await benchTrain(values);
  console.log(values.json ? JSON.stringify(results) : printTrain(results));
} else if (subject === 'upscale') {
  const results = await benchUpscale();
  console.log(values.json ? JSON.stringify(results) : printUpscale(results));
} else {
  console.error('usage: npm run bench [-- train|upscale] [--only NAME] [--json]');
  process.exitCode = 2;
}
