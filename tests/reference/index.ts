// All reference steps. A new one: a file and a line here, and a function in tests/bench/peers/train.py.
import { cyclegan128 } from './cyclegan-128.ts';
import { dcgan64 } from './dcgan-64.ts';
import { lstmText } from './lstm-text.ts';
import { type Reference } from './reference.ts';
import { srgan24 } from './srgan-24.ts';
import { style256 } from './style-256.ts';
import { wganGp64 } from './wgan-gp-64.ts';

export const references: readonly Reference[] = [dcgan64, wganGp64, cyclegan128, style256, srgan24, lstmText];

export function findReference(name: string): Reference {
  const found = references.find((reference) => reference.name === name);
  if (!found) throw new Error(`“${name}” is none of ${references.map((reference) => reference.name).join(', ')}`);
  return found;
}
