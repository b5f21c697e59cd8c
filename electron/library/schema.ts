// The tables of the newest schema as the query builder sees them; JSON columns are text, times are Unix milliseconds.
import type { Generated } from 'kysely';

export type ImageTable = {
  id: string;
  kind: 'source' | 'output';
  name: string;
  sha256: string;
  bytes: number;
  width: number;
  height: number;
  info: string;
  exif: string;
  added_at: number;
  starred: number;
  parent_id: string | null;
  path: string | null;
  made_by: string | null;
  deleted_at: number | null;
};

export type JobTable = {
  id: string;
  kind: 'upscale' | 'restyle';
  settings: string;
  state: 'active' | 'paused' | 'cancelled';
  position: number;
  created_at: number;
};

export type JobItemTable = {
  id: string;
  job_id: string;
  position: number;
  name: string;
  source_path: string | null;
  relative_dir: string;
  source_id: string | null;
  status: 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'cancelled';
  output: string | null;
  result_id: string | null;
  width: number | null;
  height: number | null;
  seconds: number | null;
  notices: string;
  error: string | null;
  runs: Generated<number>;
  crashes: Generated<number>;
};

export type ModelSpeedTable = { model: string; device: string; megapixels_per_second: number; measured_at: number };
export type SettingTable = { key: string; value: string };
export type DeviceReportTable = { id: Generated<number>; hardware: string; runtime: string; report: string };

export type RunTable = {
  id: string;
  name: string;
  recipe: string;
  version: number;
  param_values: string;
  seed: number;
  data: string;
  content: string | null;
  parent: string | null;
  status: 'waiting' | 'running' | 'paused' | 'stopped' | 'interrupted' | 'failed' | 'done';
  step: number;
  steps: number;
  minutes: number | null;
  seconds: number;
  created_at: number;
  model: string | null;
  error: string | null;
  deleted_at: number | null;
};
export type RunMetricTable = {
  run_id: string;
  name: string;
  step: number;
  value: number;
  kind: 'loss' | 'metric';
};

export type DatasetTable = {
  id: string;
  name: string;
  places: string;
  left_out: string;
  crops: string;
  created_at: number;
  deleted_at: number | null;
};

export type Tables = {
  image: ImageTable;
  job: JobTable;
  job_item: JobItemTable;
  model_speed: ModelSpeedTable;
  setting: SettingTable;
  device_report: DeviceReportTable;
  dataset: DatasetTable;
  run: RunTable;
  run_metric: RunMetricTable;
};
