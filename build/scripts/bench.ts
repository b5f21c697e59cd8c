// `npm run bench [-- upscale] [--json]`: speed as ratios within one run.
import process from 'node:process';
import { benchUpscale, printUpscale } from '../../tests/bench/upscale.ts';

const args = process.argv.slice(2);
const results = await benchUpscale();
if (args.includes('--json')) console.log(JSON.stringify(results));
else printUpscale(results);
