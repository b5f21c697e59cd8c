// Which device is taken: the wanted one if it works, else the fastest that does, for pictures and for training apart.
import { expect, test } from 'vitest';
import type { Device } from '../../electron/contract/devices.ts';
import { DeviceId } from '../../electron/contract/ids.ts';
import { Devices, type DevicesSetup } from '../../electron/service/devices.ts';

const device = (id: string, gflops: number | null, more: Partial<Device> = {}): Device => {
  const works = { ok: gflops !== null };
  return { id: DeviceId.parse(id), name: id, provider: id, ...works, gflops, training: works, ...more };
};

/** As if `devices` had been tested before. */
async function report(wanted: string, devices: Device[]) {
  const setup = {
    library: { deviceReports: { get: () => ({ devices, chosen: null, trainer: null }) } },
    preferences: { get: () => ({ device: wanted, threads: 0 }) },
    override: undefined,
  } as unknown as DevicesSetup;
  const { chosen, trainer } = await new Devices(setup).list();
  return { chosen, trainer };
}

const cpu = device('cpu', 100);
const wrong = { training: { ok: false, reason: 'It computes wrongly (off by 2.0e-1).' } };
const trainsOnly = { ok: false, training: { ok: true } };

test.each<[string, string, Device[], { chosen: string | null; trainer: string | null }]>([
  ['the fastest', 'auto', [cpu, device('cuda', 900), device('webgpu', 500)], { chosen: 'cuda', trainer: 'cuda' }],
  ['the wanted one', 'cpu', [cpu, device('cuda', 900)], { chosen: 'cpu', trainer: 'cpu' }],
  ['another for a wanted one that is broken', 'cuda', [cpu, device('cuda', null)], { chosen: 'cpu', trainer: 'cpu' }],
  [
    'no training where gradients are wrong',
    'auto',
    [cpu, device('dml', 900, wrong)],
    { chosen: 'dml', trainer: 'cpu' },
  ],
  [
    'training where pictures do not work',
    'tfjs-gpu',
    [cpu, device('tfjs-gpu', null, trainsOnly)],
    { chosen: 'cpu', trainer: 'tfjs-gpu' },
  ],
  ['none', 'auto', [device('cpu', null)], { chosen: null, trainer: null }],
])('%s', async (_, wanted, devices, expected) => {
  expect(await report(wanted, devices)).toEqual(expected);
});
