// The worst relative error of every family of kernels, compiled against TF.js. `npm run bench -- parity [--device webgpu]`.
import * as tf from '@tensorflow/tfjs';
import { families } from '../engine/compiler/cases/index.ts';
import { firstOrder, secondOrder } from '../engine/compiler/derivatives.ts';
import { disagreement, type Fn, type Providers, type Spec } from '../engine/compiler/support.ts';
import { tracedKernels, watchKernels } from '../engine/compiler/traced-kernels.ts';

type Failure = { name: string; reason: string };

export type ParityRow = {
  family: string;
  /** Distinct kernels that the family's cases trace, gradients included. */
  kernels: number;
  /** Cases by how often they are differentiated: values, gradients, gradients of gradient penalties. */
  cases: [number, number, number];
  worst: [number, number, number];
  /** Cases that could not be run, with the reason. */
  failures: Failure[];
};

/** Runs all parity cases on the first of the execution providers that has each operator. Takes about ten seconds on a CPU. */
export async function parity(providers: Providers = {}): Promise<ParityRow[]> {
  await tf.setBackend('cpu');
  watchKernels();
  const rows: ParityRow[] = [];
  for (const [family, cases] of Object.entries(families)) {
    const row: ParityRow = { family, kernels: 0, cases: [0, 0, 0], worst: [0, 0, 0], failures: [] };
    tracedKernels();
    for (const [name, inputs, fn, most = 1] of cases) {
      for (const order of [0, 1, 2] as const) {
        if (order <= most)
          await measure(row, order, `${name}, order ${order}`, inputs, derived(inputs, fn, order), providers);
      }
    }
    row.kernels = tracedKernels().length;
    rows.push(row);
  }
  return rows;
}

function derived(inputs: Record<string, Spec>, fn: Fn, order: 0 | 1 | 2): Fn {
  return order === 0 ? fn : order === 1 ? firstOrder(inputs, fn) : secondOrder(inputs, fn);
}

async function measure(
  row: ParityRow,
  order: 0 | 1 | 2,
  name: string,
  inputs: Record<string, Spec>,
  fn: Fn,
  providers: Providers,
): Promise<void> {
  row.cases[order]++;
  try {
    const error = await disagreement(inputs, fn, providers);
    row.worst[order] = Math.max(row.worst[order], error);
    if (!(error <= 1e-4)) row.failures.push({ name, reason: `off by ${error.toExponential(1)}` });
  } catch (error) {
    row.failures.push({ name, reason: error instanceof Error ? error.message.slice(0, 300) : String(error) });
  }
}

/** A table for the terminal, failures below it. */
export function printParity(rows: readonly ParityRow[]): string {
  const number = (value: number) => (value === 0 ? '0' : value.toExponential(1));
  const table = [
    ['family', 'kernels', 'values', 'worst', 'gradients', 'worst', 'penalties', 'worst'],
    ...rows.map(({ family, kernels, cases, worst }) => [
      family,
      String(kernels),
      ...cases.flatMap((count, order) => [String(count), number(worst[order] ?? 0)]),
    ]),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  const lines = table.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [
    ...lines,
    ...rows.flatMap(({ family, failures }) => grouped(failures).map((text) => `! ${family}: ${text}`)),
  ].join('\n');
}

/** Failures for the same reason in one line. */
function grouped(failures: readonly Failure[]): string[] {
  const byReason = Map.groupBy(failures, ({ reason }) => reason);
  return [...byReason].map(([reason, cases]) => `${cases.map(({ name }) => name).join('; ')} – ${reason}`);
}
