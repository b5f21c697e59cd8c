// All kernels the compiler knows. A new one: one function in its family's file, one line in tests/engine/compiler/parity.
import { activation } from './activation.ts';
import { convolution } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { type Kernel } from './kernel.ts';
import { linear } from './matmul.ts';
import { padding } from './pad.ts';
import { pooling } from './pooling.ts';
import { reduction } from './reduce.ts';
import { resizing } from './resize.ts';
import { shape } from './shape.ts';

export const kernels: readonly Kernel[] = [
  ...activation,
  ...convolution,
  ...elementwise,
  ...linear,
  ...padding,
  ...pooling,
  ...reduction,
  ...resizing,
  ...shape,
];
