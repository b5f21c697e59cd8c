// An image-to-image net that runs on tiles with the statistics of the whole picture: a session for each of its stages.
import { readFile } from 'node:fs/promises';
import { type Anatomy, anatomyOf, peakNumbers } from './anatomy.ts';
import { cpuForm } from './cpu/prepare.ts';
import { type Value } from './graph.ts';
import { readOnnx, UnreadableGraph } from './read-onnx.ts';
import {
  createSession,
  newTensor,
  type OrtSession,
  type OrtTensor,
  runSession,
  type SessionExtras,
  type SessionOptions,
} from './runtime.ts';
import { OUTPUT, PICTURE, type Stage, stagesOf } from './stages.ts';
import { writeOnnx } from './write-onnx.ts';

export type Box = { x: number; y: number; width: number; height: number };
/** What a stage is given for a window of the picture; sizes of maps follow from their steps. */
export type StageInput = {
  window: Box;
  /** Inside the window; what the stage gives is of this part. All in pixels of the picture. */
  core: Box;
  /** Planes [3,h,w] of the window, 0..1. */
  picture?: Float32Array;
  maps: ReadonlyMap<string, Float32Array>;
  means: ReadonlyMap<string, Float32Array>;
};
export type StageResult = {
  maps: ReadonlyMap<string, Float32Array>;
  /** Of the core. */
  means: ReadonlyMap<string, Float32Array>;
  /** Planes [3,h,w] of the core, of the last stage. */
  output: Float32Array | undefined;
};

export type RunStage = (input: StageInput) => Promise<StageResult>;
type Form = { model: Uint8Array; extras: SessionExtras };

export class StagedNet {
  private readonly anatomy: Anatomy;
  private readonly options: SessionOptions;
  private readonly forms = new Map<Stage, Promise<Form>>();
  private readonly plans = new Map<string, Stage[]>();

  private constructor(anatomy: Anatomy, options: SessionOptions) {
    this.anatomy = anatomy;
    this.options = options;
  }

  /** `undefined` for a net that cannot be taken apart. */
  static async open(file: string, options: SessionOptions): Promise<StagedNet | undefined> {
    try {
      const anatomy = anatomyOf(readOnnx(await readFile(file)));
      return anatomy && new StagedNet(anatomy, options);
    } catch (error) {
      if (error instanceof UnreadableGraph) return undefined;
      throw error;
    }
  }

  /** What the net takes, about, when it runs on a picture of `pixels` in one piece. */
  wholeBytes(pixels: number): number {
    return FLOAT * SPARE * peakNumbers(this.anatomy) * pixels;
  }

  /** Stages that keep no more than `bytes` of maps at a time for a picture of `pixels`, if that can be. */
  stages(pixels: number, bytes: number): readonly Stage[] {
    const stored = new Set(this.anatomy.crossing);
    for (;;) {
      const stages = this.plan(stored);
      if (peakBytes(stages) * pixels <= bytes) return stages;
      const largest = [...stored].toSorted((a, b) => this.numbers(b) - this.numbers(a))[0];
      if (!largest) return stages;
      stored.delete(largest);
    }
  }

  /**
   * Runs a stage on as many windows as `work` asks for. Throws `UserError('out-of-memory')`. Afterwards it keeps no memory: each
   * session holds on to what its largest run took, and there are as many as stages.
   */
  async use<T>(stage: Stage, work: (run: RunStage) => Promise<T>): Promise<T> {
    const { model, extras } = await this.form(stage);
    const session = await createSession(model, this.options, extras);
    try {
      return await work((input) => runStage(session, stage, input));
    } finally {
      await session.release();
    }
  }

  private plan(stored: ReadonlySet<Value>): Stage[] {
    const key = [...stored].map(({ id }) => id).join();
    let stages = this.plans.get(key);
    if (!stages) this.plans.set(key, (stages = stagesOf(this.anatomy, stored)));
    return stages;
  }

  private numbers(value: Value): number {
    const { channels = 0, step = 1 } = this.anatomy.maps.get(value) ?? {};
    return channels / step ** 2;
  }

  private form(stage: Stage): Promise<Form> {
    let form = this.forms.get(stage);
    if (!form) {
      const { graph } = stage;
      form = this.options.device === 'cpu' ? cpuForm(graph) : Promise.resolve({ model: writeOnnx(graph), extras: {} });
      this.forms.set(stage, form);
    }
    return form;
  }
}

async function runStage(
  session: OrtSession,
  stage: Stage,
  { window, core, picture, maps, means }: StageInput,
): Promise<StageResult> {
  const feeds: Record<string, OrtTensor> = {};
  if (picture) feeds[PICTURE] = newTensor(picture, [1, 3, window.height, window.width], 'float32');
  for (const { name, channels, step } of stage.reads) {
    const shape = [1, channels, window.height / step, window.width / step];
    feeds[name] = newTensor(maps.get(name) ?? new Float32Array(), shape, 'float32');
  }
  for (const name of stage.means) {
    const mean = means.get(name) ?? new Float32Array();
    feeds[name] = newTensor(mean, [1, mean.length, 1, 1], 'float32');
  }
  for (const step of stage.steps) {
    const [y, x] = [(core.y - window.y) / step, (core.x - window.x) / step];
    feeds[`from${step}`] = newTensor(Int32Array.of(y, x), [2], 'int32');
    feeds[`to${step}`] = newTensor(Int32Array.of(y + core.height / step, x + core.width / step), [2], 'int32');
  }
  const names = [...stage.writes.map(({ name }) => name), ...stage.measures, ...(stage.output ? [OUTPUT] : [])];
  const made = await runSession(session, feeds, names);
  return {
    maps: new Map(stage.writes.map(({ name }) => [name, made[name]?.data as Float32Array])),
    means: new Map(stage.measures.map((name) => [name, made[name]?.data as Float32Array])),
    output: made[OUTPUT]?.data as Float32Array | undefined,
  };
}

const HALF = 2;
const FLOAT = 4;
/** Values change their layout on the way, and memory is given out in larger pieces. */
const SPARE = 1.5;

/** For each pixel of the picture: the most bytes of kept maps at one time. */
export function peakBytes(stages: readonly Stage[]): number {
  return Math.max(
    ...stages.map((_, now) => {
      const made = stages.slice(0, now + 1).flatMap(({ writes }) => writes);
      const still = new Set(
        stages.slice(now).flatMap(({ reads, writes }) => [...reads, ...writes].map(({ name }) => name)),
      );
      return made
        .filter(({ name }) => still.has(name))
        .reduce((sum, { channels, step }) => sum + (HALF * channels) / step ** 2, 0);
    }),
  );
}
