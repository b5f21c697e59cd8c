// All kernels the compiler knows. A new one: one function in its family's file, one line in tests/engine/compiler/cases.
import { activation } from './activation.ts';
import { blocks } from './blocks.ts';
import { convolution } from './convolution.ts';
import { cumulative } from './cumulative.ts';
import { depthwise } from './depthwise.ts';
import { sums } from './einsum.ts';
import { elementwise } from './elementwise.ts';
import { gathering } from './gather.ts';
import { host } from './host.ts';
import { type Kernel } from './kernel.ts';
import { linear } from './matmul.ts';
import { padding } from './pad.ts';
import { pooling } from './pooling.ts';
import { reduction } from './reduce.ts';
import { resizing } from './resize.ts';
import { shape } from './shape.ts';
import { sorting } from './sort.ts';

export const kernels: readonly Kernel[] = [
  ...activation,
  ...blocks,
  ...convolution,
  ...cumulative,
  ...depthwise,
  ...elementwise,
  ...gathering,
  ...host,
  ...linear,
  ...padding,
  ...pooling,
  ...reduction,
  ...resizing,
  ...shape,
  ...sorting,
  ...sums,
];
