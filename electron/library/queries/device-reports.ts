// The last device test, and on which hardware and runtime it was made.
import { DeviceReport } from '#contract/devices.ts';
import type { Database } from '../database.ts';

export class DeviceReports {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** `undefined` if the last test was made on other hardware or with another runtime. */
  get(hardware: string, runtime: string): DeviceReport | undefined {
    const row = this.db.first(
      this.db.build
        .selectFrom('device_report')
        .select('report')
        .where('hardware', '=', hardware)
        .where('runtime', '=', runtime),
    );
    return row && DeviceReport.parse(JSON.parse(row.report));
  }

  set(hardware: string, runtime: string, report: DeviceReport): void {
    const values = { id: 1, hardware, runtime, report: JSON.stringify(report) };
    this.db.run(this.db.build.replaceInto('device_report').values(values));
  }
}
