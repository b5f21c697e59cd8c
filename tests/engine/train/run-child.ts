// A run of the tiny recipe in a process of its own, to be killed: its folder and its plan, as JSON, are the arguments.
import { RunFile } from '#contract/run-folder.ts';
import { train } from '../../../electron/engine/train/loop.ts';
import { optionsFor } from './loop-support.ts';
import { tinyGan } from './tiny-recipe.ts';

const [, , folder = '', plan = ''] = process.argv;
const report = ({ step }: { step: number }) => process.stdout.write(`${step}\n`);
const options = { ...optionsFor(folder), checkpointEvery: 0.02, previewEvery: 0.05, onProgress: report };
await train(tinyGan, RunFile.parse(JSON.parse(plan)), options);
