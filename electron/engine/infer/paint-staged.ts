// A picture painted stage by stage, each in tiles, so that every mean a net takes is that of the whole picture.
import { availableMemory } from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '#contract/errors.ts';
import { type Rect } from '#contract/rpc.ts';
import { type Stage } from '../compiler/stages.ts';
import { type RunStage, type StagedNet } from '../compiler/staged-net.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type Raster } from '../imaging/raster.ts';
import { FeatureMap } from './feature-map.ts';
import { type NetUse, type Painter, type Painting } from './paint.ts';
import { fromPlanes } from './planes.ts';
import { clip, readWindow, sizeSeen } from './read-window.ts';
import { memoryBudget } from './tile-size.ts';
import { type Tile, tilesOf } from './tiles.ts';

/** Maps that are kept between stages may take this much, or a third of what is free. */
const KEPT_BYTES = 600e6;
/** What all values of a stage over one tile may take, though most are gone before the last are made. */
const TILE_BYTES = 300e6;
const SIDES = { least: 64, most: 1024 };

export type StagedOptions = NetUse & {
  net: StagedNet;
  /** Bytes of kept maps, and of what a tile takes; chosen from free memory if left out. */
  budget?: { kept: number; tile: number };
};

export function stagedPainter(options: StagedOptions): Painter {
  return async (source, target, painting) => {
    const kept = options.budget?.kept ?? Math.min(KEPT_BYTES, availableMemory() / 3);
    const { width, height } = source.layout;
    const stages = options.net.stages(width * height, kept);
    const whole = stages.reduce((sum, { work }) => sum + work, 0);
    const run = new StagedRun(options, source, target, painting);
    let before = 0;
    for (const [index, stage] of stages.entries()) {
      const share = stage.work / whole;
      await run.stage(stage, (done) => painting.onProgress(Math.min(1, before + done * share)));
      run.forget(stages.slice(index + 1));
      before += share;
    }
    return [];
  };
}

class StagedRun {
  private readonly options: StagedOptions;
  private readonly source: Raster;
  private readonly target: Raster;
  private readonly painting: Painting;
  /** Of the picture with what is mirrored at its right and bottom edge. */
  private readonly size: { width: number; height: number };
  private readonly maps = new Map<string, FeatureMap>();
  private readonly means = new Map<string, Float32Array>();

  constructor(options: StagedOptions, source: Raster, target: Raster, painting: Painting) {
    this.options = options;
    this.source = source;
    this.target = target;
    this.painting = painting;
    this.size = sizeSeen(source.layout, options.multiple);
  }

  /** With half the tile when memory runs out, from the stage's beginning. */
  async stage(stage: Stage, onProgress: (done: number) => void): Promise<void> {
    for (let side = this.sideFor(stage); ; side = Math.floor(side / 2)) {
      try {
        return await this.options.net.use(stage, (run) => this.inTiles(stage, run, side, onProgress));
      } catch (error) {
        if (!(error instanceof UserError) || error.kind !== 'out-of-memory' || side <= SIDES.least) throw error;
      }
    }
  }

  /** Lets go of maps that no later stage reads. */
  forget(later: readonly Stage[]): void {
    const needed = new Set(later.flatMap(({ reads }) => reads.map(({ name }) => name)));
    for (const [name, map] of this.maps) {
      if (needed.has(name)) continue;
      map.release();
      this.maps.delete(name);
    }
  }

  private sideFor({ numbers, reach }: Stage): number {
    const bytes = this.options.budget?.tile ?? Math.min(TILE_BYTES, memoryBudget());
    const window = Math.sqrt(bytes / (4 * numbers));
    return Math.max(SIDES.least, Math.min(SIDES.most, Math.floor(window - 2 * reach)));
  }

  private async inTiles(stage: Stage, run: RunStage, side: number, onProgress: (done: number) => void): Promise<void> {
    const { width, height } = this.size;
    for (const { name, channels, step } of stage.writes) {
      this.maps.get(name)?.release();
      this.maps.set(name, new FeatureMap(channels, { width: width / step, height: height / step }));
    }
    const sums = new Map(stage.measures.map((name) => [name, [] as number[]]));
    const facts = { scale: 1, radius: stage.reach, multiple: this.options.multiple };
    const all = { x: 0, y: 0, width, height };
    let done = 0;
    for (const tile of tilesOf(all, all, side, facts)) {
      await setImmediate();
      throwIfCancelled(this.painting.signal);
      const share = (tile.core.width * tile.core.height) / (width * height);
      await this.tile(stage, run, tile, (name, mean) => addMean(sums.get(name) ?? [], mean, share));
      onProgress((done += share));
    }
    for (const [name, sum] of sums) this.means.set(name, Float32Array.from(sum));
  }

  private async tile(
    stage: Stage,
    run: RunStage,
    { core, input: window }: Tile,
    onMean: (name: string, mean: Float32Array) => void,
  ): Promise<void> {
    const maps = new Map(
      stage.reads.flatMap(({ name, step }) => {
        const map = this.maps.get(name);
        return map ? [[name, map.read(shrunk(window, step))] as const] : [];
      }),
    );
    const picture = stage.picture ? { picture: readWindow(this.source, window, this.options.grain) } : {};
    const made = await this.options.take(() => run({ window, core, maps, means: this.means, ...picture }));
    for (const { name, step } of stage.writes) {
      const map = made.maps.get(name);
      if (map) this.maps.get(name)?.write(shrunk(core, step), map);
    }
    for (const [name, mean] of made.means) onMean(name, mean);
    if (made.output) this.finish(core, made.output);
  }

  /** Writes the part of a core that lies in the picture. */
  private finish(core: Rect, planes: Float32Array): void {
    const rect = clip(core, this.target.layout);
    if (rect.width <= 0 || rect.height <= 0) return;
    this.target.write(rect, fromPlanes(planes, core, { ...rect, x: 0, y: 0 }, this.target.layout));
    this.painting.onPart(rect);
  }
}

function shrunk({ x, y, width, height }: Rect, step: number): Rect {
  return { x: x / step, y: y / step, width: width / step, height: height / step };
}

function addMean(sum: number[], mean: Float32Array, share: number): void {
  mean.forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value * share));
}
