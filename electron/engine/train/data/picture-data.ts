// The data of a run: gives each phase the pictures and classes it asks for, the same ones for the same seed and step.
import { type DataItem } from '#contract/run-folder.ts';
import { type Numbers } from '../../compiler/training-step.ts';
import { type Phase, type PhaseInput, type Side } from '../../recipes/recipe.ts';
import { type Picture } from '../picture-grid.ts';
import { cutOut, draw, type Draw, fill, middleOf, squareIn } from './framing.ts';
import { Order, randomFor } from './order.ts';
import { PictureStore } from './picture-store.ts';
import { type WorkingPicture } from './working-picture.ts';

export type PictureDataOptions = {
  readonly data: readonly DataItem[];
  readonly content: readonly DataItem[];
  readonly classes: readonly string[];
  /** Each file of `data` is a pair, two pictures side by side. */
  readonly pairs: boolean;
  readonly seed: number;
  /** Bytes that decoded pictures may take. */
  readonly budget: number;
  readonly onUnreadable: (file: string, reason: string) => void;
};

type PictureInput = Extract<PhaseInput, { from: Side }>;
type Pick = { readonly index: number; readonly picture: WorkingPicture; readonly drawn: Draw };

/** From a picture at least this large on its shorter side, a cut may take a part in full detail. */
const DETAIL = 512;

export class PictureData {
  private readonly stores: Readonly<Record<Side, PictureStore>>;
  private readonly options: PictureDataOptions;
  private readonly orders = new Map<string, Order>();
  /** Draws after a roll-back are others than those that led into it. */
  private attempt = 0;

  constructor(phases: readonly Phase[], options: PictureDataOptions) {
    this.options = options;
    const { data, content, budget, onUnreadable } = options;
    const inputs = phases.flatMap((phase) => Object.values(phase.inputs));
    const store = (side: Side, items: readonly DataItem[]) => {
      const size = sizeFor(inputs.filter(isPictures).filter(({ from }) => from === side));
      const halves = side === 'data' && options.pairs;
      const share = content.length > 0 ? budget / 2 : budget;
      return new PictureStore(items, { size: { ...size, halves }, budget: share, onUnreadable });
    };
    this.stores = { data: store('data', data), content: store('content', content) };
  }

  startAttempt(attempt: number): void {
    this.attempt = attempt;
    this.orders.clear();
  }

  /** Pictures and classes for the `run`-th time that a phase is computed. */
  async batch(phase: Phase, run: number): Promise<Record<string, Numbers>> {
    const picks = new Map<string, Promise<Pick[]>>();
    const picksFor = (name: string): Promise<Pick[]> => {
      const input = phase.inputs[name];
      if (!input || !isPictures(input)) throw new Error(`“${name}” is no input with pictures`);
      if (input.pairedWith !== undefined) return picksFor(input.pairedWith);
      const known = picks.get(name) ?? this.pick(input, `${phase.name}/${name}`, run);
      picks.set(name, known);
      return known;
    };
    const entries = Object.entries(phase.inputs).map(async ([name, input]): Promise<[string, Numbers][]> => {
      if (isPictures(input)) return [[name, await this.pictures(input, await picksFor(name))]];
      if (input.from === 'classes') return [[name, this.labels(await picksFor(input.of))]];
      return [];
    });
    return Object.fromEntries((await Promise.all(entries)).flat());
  }

  /** At most `count` different pictures, squares of `size`: the same ones every time, as previews and metrics compare with. */
  async some(side: Side, count: number, size: number): Promise<Picture[]> {
    const store = this.stores[side];
    const { length } = store.items;
    const order = new Order(`${this.options.seed}/some/${side}`, length);
    return Promise.all(
      Array.from({ length: Math.min(count, length) }, async (_, k) => {
        const { picture } = await store.picture(order.at(k));
        return middleOf(picture, size, 'whole');
      }),
    );
  }

  private async pick({ from, count, flip }: PictureInput, key: string, run: number): Promise<Pick[]> {
    const { seed } = this.options;
    const store = this.stores[from];
    const purpose = `${seed}/${this.attempt}/${key}`;
    const order = this.orders.get(key) ?? new Order(purpose, store.items.length);
    this.orders.set(key, order);
    const places = Array.from({ length: count }, (_, k) => run * count + k);
    return Promise.all(
      places.map(async (place) => ({
        ...(await store.picture(order.at(place))),
        drawn: draw(randomFor(purpose, place), flip),
      })),
    );
  }

  private async pictures(input: PictureInput, picks: readonly Pick[]): Promise<Float32Array> {
    const { size, framing, range, from } = input;
    const halves = from === 'data' && this.options.pairs;
    const numbers = new Float32Array(picks.length * size * size * 3);
    const squares = picks.map(({ picture, drawn }) => {
      const width = halves ? picture.width / 2 : picture.width;
      const square = squareIn(width, picture.height, size, framing, drawn);
      return input.pairedWith === undefined ? square : { ...square, left: square.left + width };
    });
    await Promise.all(
      picks.map(async ({ picture, drawn }, k) => {
        const rgb = await cutOut(picture, squares[k] as (typeof squares)[number], size);
        fill(numbers, k * size * size * 3, rgb, size, drawn.mirrored, range);
      }),
    );
    return numbers;
  }

  private labels(picks: readonly Pick[]): Int32Array {
    return Int32Array.from(picks, ({ index }) => this.options.classes.indexOf(this.options.data[index]?.class ?? ''));
  }
}

export function isPictures(input: PhaseInput): input is PictureInput {
  return input.from === 'data' || input.from === 'content';
}

function sizeFor(inputs: readonly PictureInput[]): { most: number; least: number } {
  const least = Math.max(1, ...inputs.map(({ size }) => size));
  const cut = inputs.some(({ framing }) => framing === 'cut');
  return { least, most: cut ? Math.max(DETAIL, Math.ceil(1.5 * least)) : least };
}
