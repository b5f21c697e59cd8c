// `npm run bench [-- --json]`: speed as ratios within one run.
import process from 'node:process';
import { benchUpscale, printUpscale } from '../../tests/bench/upscale.ts';

const results = await benchUpscale();
console.log(process.argv.includes('--json') ? JSON.stringify(results) : printUpscale(results));
