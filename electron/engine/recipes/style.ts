// Fast style transfer (Johnson 2016, arXiv:1603.08155): a net that repaints any photo in the manner of a painting.
// InceptionV3's first layers stand in for VGG; colours are drawn to the painting's own (Heitz 2021, arXiv:2006.07229).
import * as tf from '@tensorflow/tfjs';
import { inception, type InceptionLayer } from '../features/inception.ts';
import { slicedWasserstein, sortedAlong } from '../losses/sliced-wasserstein.ts';
import { normalised, type Statistics, statistics, statisticsLoss } from '../losses/statistics.ts';
import { totalVariation } from '../losses/total-variation.ts';
import { newVariable, type NamedVariables } from '../nets/parameters.ts';
import { reflectPad } from '../nets/layers/resample.ts';
import { styleNet } from '../nets/style-net.ts';
import { clipByGlobalNorm } from '../train/clip.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, type PhaseInput, recipe } from './recipe.ts';
import { styleTexts } from './texts/style.ts';

/** Layers whose statistics are the style, with their channels. */
const STYLE = {
  activation_1: 32, activation_2: 32, activation_3: 64, activation_4: 80, activation_5: 192,
  mixed0: 256, mixed1: 288, mixed2: 288,
} as const satisfies Record<InceptionLayer, number>; // prettier-ignore
const CONTENT = ['activation_5', 'mixed0'] as const;
/** Mirrored around a picture before its features are taken. */
const REFLECT = 8;
const DIRECTIONS = 16;
/** The features' grid lies on the picture's at one of this many places per side, drawn anew in each step: a fixed one shows as dots. */
const SHIFTS = 8;
/** Of paintings, to average over several. */
const PAINTINGS = 4;
/** Cut off on each side of a painting: edges of canvas and scan. */
const MARGIN = 0.05;
const WARM_UP = 40;
/** Of film, in the photos: standard deviation, of 0..1. */
const GRAIN = 0.02;

export const style = recipe({
  id: 'style',
  version: 2,
  paper: 'Johnson 2016, arXiv:1603.08155',
  product: 'translate',
  needs: { data: 'pictures', content: true, atLeast: 1 },
  parameters: {
    size: { kind: 'choice', default: '192', choices: ['64', '128', '192', '256'] },
    brush: { kind: 'number', default: 2.75, min: 0.5, max: 4 },
    width: { kind: 'integer', default: 16, min: 4, max: 48 },
    blocks: { kind: 'integer', default: 5, min: 1, max: 9 },
    content: { kind: 'number', default: 0.35, min: 0, max: 5 },
    colour: { kind: 'number', default: 10, min: 0, max: 100 },
    smoothness: { kind: 'number', default: 6, min: 0, max: 30 },
    rate: { kind: 'number', default: 2e-3, min: 0, max: 0.01 },
  },
  presets: {
    quick: { steps: 1_200, values: { size: '128' } },
    balanced: { steps: 3_000, values: {} },
    quality: { steps: 8_000, values: { size: '256', width: 24 } },
  },
  texts: styleTexts,
  metrics: [],

  build(values, { random }) {
    const { width, blocks } = values;
    const size = Number(values.size);
    /** Strokes are as much larger than the photo's details as the painting is larger than the photo. */
    const canvas = Math.round(values.brush * size);
    const net = styleNet('style', random, { width, blocks });
    const optimizer = adam('style', net.variables, { beta1: 0.9, beta2: 0.99 });
    const features = inception();
    const look = (x: tf.Tensor4D, last: InceptionLayer) => features(x, { smooth: true, last });
    const contentOf = (x: tf.Tensor4D) => {
      const seen = look(grey(x), 'mixed0');
      return CONTENT.map((layer) => normalised(seen[layer] as tf.Tensor4D));
    };

    // What is known of the painting, found once.
    const painting: Record<string, tf.Variable> = {};
    const place = (name: string, shape: number[]) =>
      (painting[`painting/${name}`] = newVariable(new Float32Array(tf.util.sizeFromShape(shape)), shape));
    const wanted = Object.entries(STYLE).map(([layer, c]) => ({
      layer: layer as InceptionLayer,
      gram: place(`${layer}/gram`, [c, c]),
      mean: place(`${layer}/mean`, [c]),
      deviation: place(`${layer}/deviation`, [c]),
    }));
    const directions = place('directions', [DIRECTIONS, 3]);
    const colours = place('colours', [DIRECTIONS, (size / 2) ** 2]);

    const start: Phase = {
      name: 'painting',
      every: 'start',
      inputs: {
        paintings: { from: 'data', count: PAINTINGS, size: canvas, range: [0, 1], framing: 'whole', flip: false },
        directions: { from: 'normal', shape: [DIRECTIONS, 3] },
      },
      step(inputs) {
        const paintings = withoutMargin(inputs.paintings as tf.Tensor4D); // [n,canvas,canvas,3] in 0..1
        const seen = look(reflectPad(REFLECT)(paintings), 'mixed2');
        for (const { layer, ...variables } of wanted) {
          const found = statistics(seen[layer] as tf.Tensor4D);
          for (const name of ['gram', 'mean', 'deviation'] as const) variables[name].assign(found[name]);
        }
        const drawn = inputs.directions as tf.Tensor2D;
        const along = tf.div<tf.Tensor2D>(drawn, tf.norm(drawn, 2, 1, true));
        directions.assign(along);
        // As many pixels of all paintings together as one photo has: each the mean of neighbours in rank.
        const pixels = sortedAlong(halved(tf.image.resizeBilinear(paintings, [size, size])), along);
        colours.assign(tf.mean(tf.reshape(pixels, [DIRECTIONS, colours.shape[1] ?? 0, PAINTINGS]), 2));
        return {};
      },
    };

    const train: Phase = {
      name: 'style',
      every: 1,
      inputs: {
        photo: { from: 'content', count: 1, size, range: [0, 1], framing: 'cut', flip: true },
        grain: { from: 'normal', shape: [1, size, size, 3] },
        place: { from: 'uniform', shape: [2] },
        rate: warmUpAndCosine(values.rate),
      },
      step(inputs) {
        const photo = inputs.photo as tf.Tensor4D; // [1,size,size,3] in 0..1
        const surrounded = reflectPad(REFLECT + SHIFTS / 2);
        const seenAt = (x: tf.Tensor4D) => displaced(surrounded(x), inputs.place as tf.Tensor1D);
        const content = contentOf(seenAt(photo));
        // Without it calm areas would be painted with a regular pattern.
        const grainy = tf.add<tf.Tensor4D>(photo, tf.mul(inputs.grain as tf.Tensor4D, GRAIN));
        const found = gradients(() => {
          const y = net.apply(grainy);
          const placed = seenAt(y);
          const seen = look(placed, 'mixed2');
          // Σ over layers ‖G − Gₛ‖²/‖Gₛ‖² + ‖μ − μₛ‖²/‖μₛ‖² + ‖σ − σₛ‖²/‖σₛ‖²
          const ofStyle = wanted.map(({ layer, ...of }) =>
            statisticsLoss(statistics(seen[layer] as tf.Tensor4D), of as Statistics),
          );
          // Σ E (φ(grey y) − φ(grey x))²: form without the photo's colours
          const ofContent = contentOf(placed).map((feature, k) =>
            tf.mean<tf.Scalar>(tf.squaredDifference(feature, content[k] as tf.Tensor4D)),
          );
          const ofColour = slicedWasserstein(halved(y), directions as tf.Tensor2D, colours as tf.Tensor2D);
          return tf.addN<tf.Scalar>([
            ...ofStyle,
            tf.mul(tf.addN(ofContent), values.content),
            tf.mul(ofColour, values.colour),
            tf.mul(totalVariation(y), values.smoothness),
          ]);
        }, net.variables);
        const { norm, gradients: clipped } = clipByGlobalNorm(found.gradients, 1);
        optimizer.apply(clipped, inputs.rate as tf.Scalar);
        return { loss: found.value, gradientNorm: norm };
      },
    };

    const variables: NamedVariables = { ...net.variables, ...optimizer.slots, ...painting };
    return {
      variables,
      phases: [start, train],
      product: { kind: 'translate', multiple: 4, grain: GRAIN, apply: net.apply },
    };
  },
});

function warmUpAndCosine(rate: number): PhaseInput {
  const value = ({ step, steps }: { step: number; steps: number }): number =>
    rate * Math.min(1, (step + 1) / WARM_UP) * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  return { from: 'schedule', value };
}

/** BT.601 luma in all three channels. */
function grey(x: tf.Tensor4D): tf.Tensor4D {
  const luma = tf.sum<tf.Tensor4D>(tf.mul(x, tf.tensor1d([0.299, 0.587, 0.114])), 3, true);
  return tf.concat([luma, luma, luma], 3);
}

/** Cut to SHIFTS pixels less per side, at one of SHIFTS² places. x: [n,h,w,c]; place: [2] in 0..1 */
function displaced(x: tf.Tensor4D, place: tf.Tensor1D): tf.Tensor4D {
  const from = tf.cast(tf.floor(tf.mul(place, SHIFTS)), 'int32');
  const along = (axis: number, given: tf.Tensor4D): tf.Tensor4D => {
    const pixels = tf.range(0, (given.shape[axis] ?? 0) - SHIFTS, 1, 'int32');
    return tf.gather(given, tf.add<tf.Tensor1D>(pixels, tf.slice(from, [axis - 1], [1])), axis);
  };
  return along(2, along(1, x));
}

function halved(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid');
}

function withoutMargin(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const [top, left] = [Math.round(MARGIN * h), Math.round(MARGIN * w)];
  return tf.slice(x, [0, top, left, 0], [n, h - 2 * top, w - 2 * left, c]);
}
