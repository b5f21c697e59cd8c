// How a chart is drawn: uPlot's options in the colours of the theme.
import type uPlot from 'uplot';

export type Line = {
  /** Unlike all other lines of the chart. */
  key: string;
  label: string;
  /** One per step; `null` where there is no point. */
  values: readonly (number | null)[];
  /** Which of the theme's curve colours, from 1. */
  colour: number;
  /** Drawn behind and left out of the legend: the values before smoothing. */
  faint?: boolean;
  dashed?: boolean;
  /** Left out of the drawing; its entry in the legend brings it back. */
  hidden?: boolean;
};

export type ChartSetup = {
  width: number;
  height: number;
  lines: readonly Line[];
  logarithmic: boolean;
  /** What the values can be, where that is known; otherwise what they are. */
  range: readonly [number, number] | undefined;
  formatStep: (step: number) => string;
  formatValue: (value: number) => string;
  /** The step of the vertical line. */
  marker: () => number | null;
  /** With the place in the data below the pointer, `null` when it leaves. */
  onpoint: (index: number | null) => void;
};

/** Fewer points than this are drawn as dots too. */
const FEW = 40;
const FAINT = 0.28;

export function chartOptions(setup: ChartSetup): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.getPropertyValue('--font')}`;
  const axis = {
    stroke: colour('--text-faint'),
    font,
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  const { range } = setup;
  return {
    width: setup.width,
    height: setup.height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7, width: 0 } },
    scales: {
      x: { time: false, range: (_, min, max) => [min, max > min ? max : min + 1] },
      y: { distr: setup.logarithmic ? 3 : 1, ...(range && !setup.logarithmic ? { range: [...range] } : {}) },
    },
    axes: [
      { ...axis, size: 20, gap: 6, space: 64, values: (_, steps) => steps.map(setup.formatStep) },
      {
        ...axis,
        size: 48,
        gap: 6,
        space: 28,
        // On a logarithmic axis most places have no label.
        values: (_, values: (number | null)[]) =>
          values.map((value) => (value === null ? '' : setup.formatValue(value))),
      },
    ],
    series: [{}, ...setup.lines.map((line) => lineStyle(line, colour(`--curve-${line.colour}`)))],
    hooks: {
      setCursor: [(plot) => setup.onpoint(plot.cursor.idx ?? null)],
      draw: [(plot) => drawMarker(plot, setup.marker(), colour('--text-quiet'))],
    },
  };
}

function lineStyle({ key, faint = false, dashed = false, hidden = false }: Line, stroke: string): uPlot.Series {
  return {
    label: key,
    show: !hidden,
    stroke,
    width: faint ? 1 : 1.5,
    alpha: faint ? FAINT : 1,
    spanGaps: true,
    ...(dashed ? { dash: [5, 4] } : {}),
    points: { show: (plot, index) => !faint && isFew(plot.data[index]), size: 5, fill: stroke, width: 0 },
  };
}

function isFew(values: uPlot.AlignedData[number] | undefined): boolean {
  let count = 0;
  for (const value of values ?? []) if (value !== null && value !== undefined) count++;
  return count < FEW;
}

function drawMarker(plot: uPlot, step: number | null, stroke: string): void {
  const { min, max } = plot.scales['x'] ?? {};
  if (step === null || min === undefined || max === undefined || step < min || step > max) return;
  const x = Math.round(plot.valToPos(step, 'x', true)) + 0.5;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = window.devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
