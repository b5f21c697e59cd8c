// All parity cases by family.
import { type Case } from './case.ts';
import { convolution, depthwise } from './convolution.ts';
import { activation, elementwise } from './elementwise.ts';
import { gathering, running } from './gather.ts';
import { linear, reduction } from './linear.ts';
import { pooling, resize } from './pooling.ts';
import { recipes } from './recipes.ts';
import { blocks, padding, shape } from './shape.ts';

export const families: Readonly<Record<string, readonly Case[]>> = {
  activation,
  blocks,
  convolution,
  depthwise,
  elementwise,
  gathering,
  linear,
  padding,
  pooling,
  recipes,
  reduction,
  resize,
  running,
  shape,
};
