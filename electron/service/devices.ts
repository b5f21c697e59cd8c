// Which compute devices work on this machine: each is tried in a process of its own, the result is kept for the next start.
import { arch, cpus, totalmem } from 'node:os';
import type { Device, DeviceReport } from '#contract/devices.ts';
import { cancelled, UserError } from '#contract/errors.ts';
import { DeviceId } from '#contract/ids.ts';
import type { Library } from '../library/index.ts';
import { EngineProcess } from './engine-process.ts';
import type { EventHub } from './event-hub.ts';
import type { Log } from './log.ts';
import { packageVersion } from './places.ts';
import type { Preferences } from './preferences.ts';

const PROBE_LIMIT = 20_000;

/** Execution providers that this platform can have, the one that always works first. */
const CANDIDATES: Partial<Record<NodeJS.Platform, string[]>> = {
  win32: ['cpu', 'dml', 'webgpu', 'cuda'],
  darwin: ['cpu', 'coreml', 'webgpu'],
  linux: ['cpu', 'webgpu', 'cuda'],
};

function hardwareKey(): string {
  const cores = cpus();
  return [process.platform, arch(), cores[0]?.model ?? '', cores.length, Math.round(totalmem() / 2 ** 30)].join('|');
}

function fastest(devices: readonly Device[]): DeviceId | null {
  const working = devices.filter((device) => device.ok);
  return working.sort((a, b) => (b.gflops ?? 0) - (a.gflops ?? 0))[0]?.id ?? null;
}

export type DevicesSetup = {
  entry: string;
  library: Library;
  preferences: Preferences;
  events: EventHub;
  log: Log;
  /** Takes the place of the setting, for this run only. */
  override: DeviceId | undefined;
};

export class Devices {
  private readonly setup: DevicesSetup;
  private readonly runtime = packageVersion('onnxruntime-node');
  private readonly hardware = hardwareKey();
  private readonly closing = new AbortController();
  private probing: Promise<Device[]> | null = null;

  constructor(setup: DevicesSetup) {
    this.setup = setup;
  }

  /** The last test's result on this hardware and runtime; tests first if there is none. */
  async list(): Promise<DeviceReport> {
    const stored = this.setup.library.deviceReports.get(this.hardware, this.runtime);
    return this.report(stored?.devices ?? (await this.probe()));
  }

  async probeAgain(): Promise<DeviceReport> {
    const report = this.report(await this.probe());
    this.setup.events.emit('devices.changed', report);
    return report;
  }

  /** The device to compute on; throws `no-device` if none works. */
  async chosen(): Promise<DeviceId> {
    // A device that was asked for by name need not wait for the others to be tested.
    if (this.setup.override) return this.setup.override;
    const report = await this.list();
    if (report.chosen) return report.chosen;
    throw new UserError('no-device', 'No compute device works on this machine.', {
      hint: 'Run “atelier doctor” to see why.',
    });
  }

  /** Ends a test that is under way. */
  close(): void {
    this.closing.abort();
  }

  /** `null` while the devices are being tested or none works. */
  chosenIfKnown(): DeviceId | null {
    if (this.setup.override) return this.setup.override;
    const stored = this.setup.library.deviceReports.get(this.hardware, this.runtime);
    return stored ? this.report(stored.devices).chosen : null;
  }

  private wanted(): string {
    return this.setup.override ?? this.setup.preferences.get().device;
  }

  /** A device that was chosen by the user but does not work gives way to the fastest that does. */
  private report(devices: readonly Device[]): DeviceReport {
    const wanted = devices.find((device) => device.ok && device.id === this.wanted());
    return { devices: [...devices], chosen: wanted?.id ?? fastest(devices) };
  }

  private probe(): Promise<Device[]> {
    this.probing ??= this.probeAll().finally(() => (this.probing = null));
    return this.probing;
  }

  /** One after the other: together they would slow each other down and be measured wrong. */
  private async probeAll(): Promise<Device[]> {
    const devices: Device[] = [];
    for (const name of CANDIDATES[process.platform] ?? ['cpu']) {
      devices.push(await this.probeOne(DeviceId.parse(name)));
      if (this.closing.signal.aborted) throw cancelled();
    }
    const report = { devices, chosen: fastest(devices) };
    // Without any working device the next start should try again.
    if (report.chosen) this.setup.library.deviceReports.set(this.hardware, this.runtime, report);
    return devices;
  }

  private async probeOne(id: DeviceId): Promise<Device> {
    const { entry, log, preferences } = this.setup;
    try {
      const options = { device: id, threads: preferences.get().threads, probe: true };
      return await EngineProcess.probe(entry, options, log, PROBE_LIMIT, this.closing.signal);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { id, name: id, provider: id, ok: false, reason, gflops: null };
    }
  }
}
