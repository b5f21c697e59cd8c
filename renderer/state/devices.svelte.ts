// The compute devices of this machine and the one in use.
import { type Device, type DeviceReport } from '#contract/devices.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { notifications } from './notifications.svelte.ts';

class Devices {
  /** `null` until the first test is done. */
  report = $state.raw<DeviceReport | null>(null);
  probing = $state(false);

  readonly list: Device[] = $derived(this.report?.devices ?? []);
  readonly chosen: Device | null = $derived(this.list.find(({ id }) => id === this.report?.chosen) ?? null);

  constructor() {
    rpc.on('devices.changed', (report) => (this.report = report));
    rpc.onOpen(() => void this.read('devices.list'));
  }

  /** Tests all devices again. */
  probe(): Promise<void> {
    return this.read('devices.probe');
  }

  private async read(method: 'devices.list' | 'devices.probe'): Promise<void> {
    this.probing = true;
    const report = await notifications.guard(rpc.call(method, {}));
    if (report) this.report = report;
    this.probing = false;
  }
}

export const devices = new Devices();
