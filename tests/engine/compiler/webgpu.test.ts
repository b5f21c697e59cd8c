// The path of GPUs without a GPU: parity cases and training on ONNX Runtime's WebGPU provider over a Vulkan driver in software.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ParityLine } from './webgpu/parity.ts';
import { softwareDriver } from './webgpu/software-driver.ts';

const TOLERANCE = 1e-4;
/** Cases that are as good as the device's language promises, which is less. */
const LOOSE: Record<string, [tolerance: number, reason: string]> = Object.fromEntries(
  ['sin', 'cos', 'tan'].map((name) => [
    `elementwise: ${name}`,
    [1e-3, 'WGSL promises sin and cos to 2⁻¹¹ within −π…π, and that is what a driver gives'],
  ]),
);
/** Operators that run on the processor in the middle of a graph on the device. They are right, but copy there and back. */
const ON_CPU: Record<string, string> = {
  ...Object.fromEntries(
    ['IsInf', 'IsNaN', 'Or', 'Round', 'Selu', 'Sign', 'TopK'].map((op) => [
      op,
      'the WebGPU provider (1.30) has no kernel for it',
    ]),
  ),
  Cast: 'from 64-bit integers, which WGSL lacks, as TopK and ArgMax give them',
};

const driver = await softwareDriver();
if ('missing' in driver) console.log(`WebGPU is not tested: ${driver.missing}.`);

async function run(name: string): Promise<{ stdout: string; stderr: string }> {
  const script = fileURLToPath(new URL(`webgpu/${name}.ts`, import.meta.url));
  const env = { ...process.env, ...('variables' in driver ? driver.variables : {}) };
  return promisify(execFile)(process.execPath, [script], { env, maxBuffer: 2 ** 28 });
}

/** Operators that the log says are not on the device. */
function onCpu(log: string): string[] {
  const ops = new Set<string>();
  let provider = '';
  for (const line of log.split('\n')) {
    const [, text] = /VerifyEachNodeIsAssignedToAnEp\]\s+(.*)/.exec(line) ?? [];
    if (text === undefined) continue;
    const [, placed] = /placed on \[(\w+)\]/.exec(text) ?? [];
    if (placed !== undefined) provider = placed;
    else if (provider === 'CPUExecutionProvider') ops.add(text.split(' ', 1)[0] ?? '');
  }
  return [...ops].sort();
}

describe.skipIf('missing' in driver)('WebGPU in software', () => {
  test('kernels, gradients and gradients of penalties', { timeout: 300_000 }, async () => {
    const { stdout, stderr } = await run('parity');
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    const bad = lines
      .map((line) => JSON.parse(line) as ParityLine)
      .flatMap(({ family, order, errors }) =>
        Object.entries(errors).map(([name, error]) => ({ name: `${family}: ${name}`, order, error })),
      )
      .filter(({ name, error }) => !(error <= (LOOSE[name]?.[0] ?? TOLERANCE)));
    expect(lines.length).toBeGreaterThan(30);
    expect(bad).toEqual([]);
    expect(Object.keys(ON_CPU)).toEqual(expect.arrayContaining(onCpu(stderr)));
  });

  test('training leaves its state on the device and agrees with the processor', { timeout: 300_000 }, async () => {
    const { stdout } = await run('training');
    const result = JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? '{}') as Record<
      string,
      unknown
    >;
    expect(result).toMatchObject({ location: 'gpu-buffer', failed: true, untouched: true, repeats: true });
    expect(result['dcgan']).toBeLessThan(1e-3);
    expect(result['moves']).toBeLessThan(1e-6);
    expect(result['selfTest']).toBeLessThan(1e-3);
  });
});
