// Speeds that models were measured to have on a device of this machine.
import type { ModelId } from '#contract/ids.ts';
import type { Database } from '../database.ts';

export class ModelSpeeds {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Input megapixels per second by model. */
  on(device: string): Map<string, number> {
    const query = this.db.build.selectFrom('model_speed').selectAll().where('device', '=', device);
    return new Map(this.db.all(query).map((row) => [row.model, row.megapixels_per_second]));
  }

  set(model: ModelId, device: string, megapixelsPerSecond: number): void {
    const values = { model, device, megapixels_per_second: megapixelsPerSecond, measured_at: Date.now() };
    this.db.run(this.db.build.replaceInto('model_speed').values(values));
  }
}
