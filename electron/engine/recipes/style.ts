// Fast style transfer (Johnson 2016, arXiv:1603.08155): a net that repaints any photo in the manner of a painting.
// InceptionV3's first layers stand in for VGG; colours are drawn to the painting's own (Heitz 2021, arXiv:2006.07229).
import * as tf from '@tensorflow/tfjs';
import { inception, type InceptionLayer } from '../features/inception.ts';
import { slicedWasserstein, sortedAlong } from '../losses/sliced-wasserstein.ts';
import { normalised, type Statistics, statistics, statisticsLoss } from '../losses/statistics.ts';
import { totalVariation } from '../losses/total-variation.ts';
import { newVariable, type NamedVariables } from '../nets/parameters.ts';
import { styleNet } from '../nets/style-net.ts';
import { clipByGlobalNorm } from '../train/clip.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, type PhaseInput, recipe } from './recipe.ts';

/** Layers whose statistics are the style, with their channels. */
const STYLE = {
  activation_1: 32, activation_2: 32, activation_3: 64, activation_4: 80, activation_5: 192,
  mixed0: 256, mixed1: 288, mixed2: 288,
} as const satisfies Record<InceptionLayer, number>; // prettier-ignore
const CONTENT = ['activation_5', 'mixed0'] as const;
/** Mirrored around a picture before its features are taken. */
const REFLECT = 8;
const DIRECTIONS = 16;
/** Of paintings, to average over several. */
const PAINTINGS = 4;
/** Cut off on each side of a painting: edges of canvas and scan. */
const MARGIN = 0.05;
const WARM_UP = 40;

export const style = recipe({
  id: 'style',
  version: 1,
  title: 'The style of a painting',
  learns: 'Repaints any photo in the manner of one painting, or of a few that are alike.',
  paper: 'Johnson 2016, arXiv:1603.08155',
  needs: { data: 'pictures', content: true, atLeast: 1 },
  parameters: {
    size: {
      kind: 'choice',
      default: '192',
      choices: ['64', '128', '192', '256'],
      help: 'Pixels per side of the photos it practises on. Larger ones let it see larger shapes, and take longer.',
    },
    brush: {
      kind: 'integer',
      default: 384,
      min: 48,
      max: 768,
      help: 'Pixels per side at which it looks at the painting. More make brush strokes larger.',
    },
    width: { kind: 'integer', default: 16, min: 4, max: 48, help: 'How much the net can remember. More is finer and slower, also when it is used later.' },
    blocks: { kind: 'integer', default: 5, min: 1, max: 9, help: 'How many layers think about the picture as a whole.' },
    content: { kind: 'number', default: 0.5, min: 0, max: 5, help: 'How much of the photo has to stay. Less lets the painting take over.' },
    colour: { kind: 'number', default: 10, min: 0, max: 100, help: 'How closely it keeps to the painting’s colours.' },
    smoothness: { kind: 'number', default: 3, min: 0, max: 30, help: 'How calm areas of one tone are. More takes dots away, and fine strokes with them.' },
    rate: { kind: 'number', default: 2e-3, min: 0, max: 0.01, help: 'How far the net moves in a step. Lower it if previews jump about.' },
  }, // prettier-ignore
  presets: {
    quick: { steps: 700, values: { size: '128', brush: 256 } },
    balanced: { steps: 2_400, values: {} },
    quality: { steps: 8_000, values: { size: '256', brush: 448, width: 24 } },
  },
  metrics: [],

  build(values, { random }) {
    const { width, blocks, brush } = values;
    const size = Number(values.size);
    const net = styleNet('style', random, { width, blocks });
    const optimizer = adam('style', net.variables, { beta1: 0.9, beta2: 0.99 });
    const features = inception();
    const look = (x: tf.Tensor4D, last: InceptionLayer) => features(x, { smooth: true, reflect: REFLECT, last });
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
        paintings: { from: 'data', count: PAINTINGS, size: brush, range: [0, 1], framing: 'whole', flip: false },
        directions: { from: 'normal', shape: [DIRECTIONS, 3] },
      },
      step(inputs) {
        const paintings = withoutMargin(inputs.paintings as tf.Tensor4D); // [n,brush,brush,3] in 0..1
        const seen = look(paintings, 'mixed2');
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
        rate: warmUpAndCosine(values.rate),
      },
      step(inputs) {
        const photo = inputs.photo as tf.Tensor4D; // [1,size,size,3] in 0..1
        const content = contentOf(photo);
        const found = gradients(() => {
          const y = net.apply(photo);
          const seen = look(y, 'mixed2');
          // Σ over layers ‖G − Gₛ‖²/‖Gₛ‖² + ‖μ − μₛ‖²/‖μₛ‖² + ‖σ − σₛ‖²/‖σₛ‖²
          const ofStyle = wanted.map(({ layer, ...of }) =>
            statisticsLoss(statistics(seen[layer] as tf.Tensor4D), of as Statistics),
          );
          // Σ E (φ(grey y) − φ(grey x))²: form without the photo's colours
          const ofContent = contentOf(y).map((feature, k) =>
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
    return { variables, phases: [start, train], product: { kind: 'translate', multiple: 4, apply: net.apply } };
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

function halved(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid');
}

function withoutMargin(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const [top, left] = [Math.round(MARGIN * h), Math.round(MARGIN * w)];
  return tf.slice(x, [0, top, left, 0], [n, h - 2 * top, w - 2 * left, c]);
}
