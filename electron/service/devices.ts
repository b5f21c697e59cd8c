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

/** A graphics driver compiles some hundred small programs for the training steps of the test. */
const PROBE_LIMIT = 30_000;
/** Goes up when devices are tested for more than before, so that they are tested anew. */
const TEST_VERSION = 2;

/** Devices that this platform can have, the one that always works first. */
const CANDIDATES: Partial<Record<NodeJS.Platform, string[]>> = {
  win32: ['cpu', 'dml', 'webgpu', 'cuda', 'tfjs-gpu'],
  darwin: ['cpu', 'coreml', 'webgpu'],
  linux: ['cpu', 'webgpu', 'cuda', 'tfjs-gpu'],
};

function hardwareKey(): string {
  const cores = cpus();
  return [process.platform, arch(), cores[0]?.model ?? '', cores.length, Math.round(totalmem() / 2 ** 30)].join('|');
}

function fastest(devices: readonly Device[]): Device | undefined {
  return devices.toSorted((a, b) => (b.gflops ?? 0) - (a.gflops ?? 0))[0];
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
  private readonly runtime = `${packageVersion('onnxruntime-node')} test ${TEST_VERSION}`;
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

  /** The device to train on; throws `no-device` if none gave right training steps. */
  async trainer(): Promise<DeviceId> {
    if (this.setup.override) return this.setup.override;
    const { trainer } = await this.list();
    if (trainer) return trainer;
    throw new UserError('no-device', 'No compute device of this machine can train.', {
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

  private report(devices: readonly Device[]): DeviceReport {
    return {
      devices: [...devices],
      chosen: this.choose(devices.filter(({ ok }) => ok)),
      trainer: this.choose(devices.filter(({ training }) => training?.ok)),
    };
  }

  /** A device that was chosen by the user but does not work gives way to the fastest that does. */
  private choose(working: readonly Device[]): DeviceId | null {
    const wanted = this.wanted();
    return (working.find(({ id }) => id === wanted) ?? fastest(working))?.id ?? null;
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
    const report = this.report(devices);
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
