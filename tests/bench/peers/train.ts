// One reference step, compiled, in a process of its own as the engine is: the same conversation as train.py. Started by tests/bench/train.ts.
import * as tf from '@tensorflow/tfjs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { TrainingState } from '../../../electron/engine/compiler/state.ts';
import { Random } from '../../../electron/engine/random.ts';
import { findReference } from '../../reference/index.ts';
import { drawInputs } from '../../reference/reference.ts';

const [name = '', threads = '0'] = process.argv.slice(2);
const say = (message: object) => console.log(JSON.stringify(message));

await tf.setBackend('cpu');
const { variables, inputs, step, batch } = findReference(name).build(1, 'full');
const state = new TrainingState(variables, 1);
const begin = performance.now();
const compiled = await compile(step, { state, inputs, device: DeviceId.parse('cpu'), threads: Number(threads) });
const compileSeconds = (performance.now() - begin) / 1000;
const given = drawInputs({ inputs }, new Random(2));
for (const [key, { random }] of Object.entries(inputs)) if (random) delete given[key];
const weights = Object.entries(variables).filter(([key]) => !key.includes('/adam/'));
say({ parameters: weights.reduce((sum, [, { size }]) => sum + size, 0), batch, compileSeconds });

for await (const line of createInterface({ input: process.stdin })) {
  const [command, count] = line.split(' ');
  if (command === 'quit') break;
  if (command === 'memory') {
    say({ residentMB: process.memoryUsage.rss() / 1e6 });
    continue;
  }
  const ms: number[] = [];
  for (let k = 0; k < Number(count); k++) {
    const start = performance.now();
    await compiled.run(given);
    ms.push(performance.now() - start);
  }
  say({ ms });
}
await compiled.release();
say({ peakMB: (process.resourceUsage().maxRSS * 1024) / 1e6 });
