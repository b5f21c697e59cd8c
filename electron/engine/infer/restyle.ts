// The restyle operation on a file: the photo in the size that fits the brush, painted, brought back to its size, mixed.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { type Rect } from '#contract/rpc.ts';
import { writePreview } from '../imaging/preview.ts';
import { type Raster } from '../imaging/raster.ts';
import { mixer } from './mix-look.ts';
import { type Painter, paintWithBrush } from './paint.ts';
import { type Painting, type Paintings } from './paintings.ts';
import { type Bench, workOnPicture } from './picture-work.ts';

export type RestyleTask = Extract<EngineTask, { task: 'restyle' }>;

export type RestyleContext = {
  limits: DecodeLimits;
  signal: AbortSignal;
  /** 0..1 of the work, and output pixels in all. */
  onProgress: (progress: number, totalPixels: number) => void;
  /** A part whose preview is written. */
  onTile: (index: number, rect: Rect) => void;
  painter: Painter;
  /** Keeps reduced pictures. */
  paintings: Paintings;
};

type Restyled = { result: Raster; notices: string[]; painted: Raster; painting: number };

/** What part of the progress each phase is. */
const PHASES = { decoded: 0.02, painted: 0.95 };
/** Bits of the painted picture, which is still mixed and resized. */
const DEPTH = 16;

/** Throws `UserError` naming the input or the output; then neither output nor scratch files are left. */
export async function restylePicture(task: RestyleTask, context: RestyleContext): Promise<EngineResults['restyle']> {
  if (task.side === undefined) return restyleFile(task, context);
  let made: EngineResults['restyle'] | undefined;
  await context.paintings.use(await keyOf(task), async (before) => {
    let kept = before;
    made = await restyleFile(task, context, before, (painting) => (kept = painting));
    return kept as Painting;
  });
  return made as EngineResults['restyle'];
}

/** Of everything that the painting depends on. */
async function keyOf({ input, model, look, side, grain, multiple }: RestyleTask): Promise<string> {
  const versions = await Promise.all([input, model].map((file) => stat(file).catch(() => undefined)));
  const facts = versions.map((file) => [file?.size, file?.mtimeMs]);
  return JSON.stringify([input, model, facts, look.brush, side, grain, multiple]);
}

async function restyleFile(
  task: RestyleTask,
  context: RestyleContext,
  before?: Painting,
  onPainting?: (painting: Painting) => void,
): Promise<EngineResults['restyle']> {
  let painting = 0;
  const made = await workOnPicture(task, context, (info) => {
    const size = shownSize(info, task.side);
    return {
      size,
      reduced: size.width < info.width || size.height < info.height ? size : undefined,
      decoded: before?.photo,
      // The colours of a style come into grey photos too.
      grey: false,
      // The decoded and the finished picture, the painted one, and its reduced forms.
      diskBytes: (plan) => size.width * size.height * ((info.alpha ? 8 : 6) * (plan.depth / 8) + 12),
      work: async (bench) => {
        const restyled = await restyle(task, context, bench, before);
        painting = restyled.painting;
        const { painted, notices } = restyled;
        if (!before) onPainting?.({ photo: await bench.keep(), painted: painted.read(whole(painted)), notices });
        return restyled;
      },
    };
  });
  context.onProgress(1, made.info.width * made.info.height);
  return { ...made, painting };
}

/** Of a picture whose longer side is to have no more than `side` pixels. */
function shownSize({ width, height }: { width: number; height: number }, side = Infinity) {
  const factor = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

function whole({ layout: { width, height } }: Raster): Rect {
  return { x: 0, y: 0, width, height };
}

async function restyle(
  { look, liveFolder }: RestyleTask,
  { painter, signal, ...hooks }: RestyleContext,
  { plan, source, metadata, folder, create }: Bench,
  before: Painting | undefined,
): Promise<Restyled> {
  const { width, height, bands, depth } = source.layout;
  const progress = (value: number): void => hooks.onProgress(value, width * height);
  const alpha = bands === 2 || bands === 4;
  const painted = create('painted.v', { width, height, bands: 3, depth: DEPTH });
  const result = create('result.v', { width, height, bands: alpha ? 4 : 3, depth: plan.depth });
  const mix = mixer(look, { bands, depth }, DEPTH, plan.depth);
  const previews: Promise<void>[] = [];
  const onPart = (rect: Rect): void => {
    result.write(rect, mix(source.read(rect), painted.read(rect)));
    if (!liveFolder) return;
    const index = previews.length;
    const file = join(liveFolder, `${index}.webp`);
    const shown = writePreview(result, rect, metadata, file, join(folder, `part-${index}.v`));
    previews.push(shown.then(() => hooks.onTile(index, rect)));
  };
  progress(PHASES.decoded);
  if (before) {
    painted.write(whole(painted), before.painted);
    onPart(whole(painted));
    return { result, painted, notices: before.notices, painting: 0 };
  }
  const started = performance.now();
  const notices = await paintWithBrush(painter, source, painted, look.brush, {
    create,
    signal,
    onProgress: (done) => progress(PHASES.decoded + done * (PHASES.painted - PHASES.decoded)),
    onPart,
  });
  const painting = (performance.now() - started) / 1000;
  await Promise.all(previews);
  return { result, painted, notices, painting };
}
