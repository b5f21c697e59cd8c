// For each recipe: its smallest form, which nets a phase may change, and a short training that has to get somewhere.
import * as tf from '@tensorflow/tfjs';
import { acgan } from '../../../electron/engine/recipes/acgan.ts';
import { cyclegan } from '../../../electron/engine/recipes/cyclegan.ts';
import { cut } from '../../../electron/engine/recipes/cut.ts';
import { dcgan } from '../../../electron/engine/recipes/dcgan.ts';
import { fastgan } from '../../../electron/engine/recipes/fastgan.ts';
import { pix2pix } from '../../../electron/engine/recipes/pix2pix.ts';
import { type Product } from '../../../electron/engine/recipes/recipe.ts';
import { srgan } from '../../../electron/engine/recipes/srgan.ts';
import { style } from '../../../electron/engine/recipes/style.ts';
import { stylegan } from '../../../electron/engine/recipes/stylegan.ts';
import { template } from '../../../electron/engine/recipes/template.ts';
import { wganGp } from '../../../electron/engine/recipes/wgan-gp.ts';
import { Random } from '../../../electron/engine/random.ts';
import { draw, type Drawing, exchanged, scene } from './drawn-pictures.ts';
import { meanDifference, psnr, slicedWasserstein } from './measures.ts';
import { exported, type Setup, type Source } from './rehearsal.ts';

export type Case = {
  readonly smallest: Setup;
  /** Phase → first parts of the names of the variables that it changes. */
  readonly changes: Readonly<Record<string, readonly string[]>>;
  readonly rehearsal: {
    readonly setup: Setup;
    readonly steps: number;
    /** Falls as it learns. */
    readonly error: (product: Product) => Promise<number>;
    /** How much of the first error may be left at the end. */
    readonly left: number;
  };
};

const SIZE = 32;

const discs: Source = (_, size, random) => ({ label: 0, picture: draw(scene(random), size) });

/** Discs of three kinds. */
const kinds: Source = (_, size, random) => {
  const label = random.integer(3);
  return { label, picture: draw(scene(random, label), size) };
};
const classes = ['warm', 'green', 'violet'];

/** A picture, and beside it the same with red and blue exchanged. */
const pairs: Source = (_, size, random) => {
  const picture = draw(scene(random), size);
  return { label: 0, picture, second: exchanged(picture) };
};

/** The same without pairs. */
const twoFolders: Source = (side, size, random) => {
  const picture = draw(scene(random), size);
  return { label: 0, picture: side === 'data' ? exchanged(picture) : picture };
};

function together(pictures: Drawing[], size: number): tf.Tensor4D {
  return tf.tensor4d(Float32Array.from(pictures.flatMap((picture) => Array.from(picture))), [
    pictures.length,
    size,
    size,
    3,
  ]);
}

/** Sliced Wasserstein distance of generated pictures to drawn ones, of the class that was asked for. */
async function distance(product: Product): Promise<number> {
  if (product.kind !== 'generate') return NaN;
  const of = product.classes.map((_, label) => distanceOf(product, label));
  const distances = await Promise.all(of.length > 0 ? of : [distanceOf(product, 0)]);
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

async function distanceOf(product: Product & { kind: 'generate' }, label: number): Promise<number> {
  const count = 128;
  const random = new Random(11);
  const real = Array.from({ length: count }, () => draw(scene(random, label), product.size));
  const z = tf.tensor2d(new Random(12).fillNormal(new Float32Array(count * product.latent)), [count, product.latent]);
  const labels = tf.fill<tf.Rank.R1>([count], label, 'int32');
  const fake = await exported(product, z, product.classes.length > 0 ? labels : undefined);
  const inRange = together(real, product.size)
    .dataSync()
    .map((value) => 2 * value - 1);
  return slicedWasserstein(fake.dataSync(), inRange, count);
}

/** E |result − the picture with red and blue exchanged|, of pictures that were not learned from. */
async function wrongColours(product: Product): Promise<number> {
  const random = new Random(13);
  const errors = [];
  for (let k = 0; k < 8; k++) {
    const picture = draw(scene(random), SIZE);
    const result = await exported(product, together([picture], SIZE));
    errors.push(meanDifference(result.dataSync(), exchanged(picture)));
  }
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** Root of the mean squared error of pictures made four times as large again. */
async function wrongDetail(product: Product): Promise<number> {
  const random = new Random(14);
  const size = 64;
  const scores = [];
  for (let k = 0; k < 4; k++) {
    const picture = draw(scene(random), size);
    const small = tf.avgPool(together([picture], size), 4, 4, 'valid');
    const result = await exported(product, small);
    scores.push(psnr(result.dataSync(), picture));
  }
  return 10 ** (-scores.reduce((sum, score) => sum + score, 0) / scores.length / 20);
}

/** One painting in warm and violet waves, and photos. */
const painting = (size: number): Drawing =>
  Float32Array.from({ length: size * size * 3 }, (_, k) => {
    const [row, column] = [Math.floor(k / 3 / size), Math.floor(k / 3) % size];
    const wave = 0.5 + 0.5 * Math.sin(row / 3 + 2 * Math.sin(column / 5));
    return [0.4 + 0.5 * wave, 0.1 + 0.6 * wave, 0.6 - 0.5 * wave][k % 3] ?? 0;
  });
const paintingAndPhotos: Source = (side, size, random) =>
  side === 'data' ? { label: 0, picture: painting(size) } : discs(side, size, random);

/** Sliced Wasserstein distance of the colours of photos that were not learned from to those of the painting. */
async function wrongPalette(product: Product): Promise<number> {
  const [random, side] = [new Random(15), 64];
  const errors = [];
  for (let k = 0; k < 3; k++) {
    const result = await exported(product, together([draw(scene(random), side)], side));
    errors.push(slicedWasserstein(result.dataSync(), painting(side), side * side));
  }
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

const generating = { discriminator: ['discriminator'], generator: ['average', 'generator'] };

export const cases: readonly Case[] = [
  {
    smallest: { recipe: template, values: { size: '32', latent: 8, batch: 2 }, source: discs },
    changes: generating,
    rehearsal: {
      setup: { recipe: template, values: { batch: 8 }, source: discs },
      steps: 250,
      error: distance,
      left: 0.6,
    },
  },
  {
    smallest: { recipe: dcgan, values: { size: '32', width: 4, latent: 8, batch: 2 }, source: discs },
    changes: generating,
    rehearsal: {
      setup: { recipe: dcgan, values: { size: '32', width: 16, latent: 16, batch: 8 }, source: discs },
      steps: 300,
      error: distance,
      left: 0.4,
    },
  },
  {
    smallest: { recipe: wganGp, values: { size: '32', width: 4, latent: 8, batch: 2 }, source: discs },
    changes: { critic: ['critic'], generator: ['average', 'generator'] },
    rehearsal: {
      setup: {
        recipe: wganGp,
        values: {
          size: '32',
          width: 16,
          latent: 16,
          batch: 8,
          criticSteps: 2,
          generatorRate: 5e-4,
          discriminatorRate: 5e-4,
        },
        source: discs,
      },
      steps: 250,
      error: distance,
      left: 0.5,
    },
  },
  {
    smallest: { recipe: stylegan, values: { size: '32', width: 4, latent: 8, batch: 2 }, source: discs },
    changes: {
      discriminator: ['discriminator'],
      regularisation: ['discriminator'],
      generator: ['average', 'generator'],
    },
    rehearsal: {
      setup: { recipe: stylegan, values: { size: '32', width: 8, latent: 16, batch: 8 }, source: discs },
      steps: 120,
      error: distance,
      left: 0.5,
    },
  },
  {
    smallest: { recipe: fastgan, values: { size: '64', width: 4, latent: 8, batch: 2 }, source: discs },
    changes: generating,
    rehearsal: {
      setup: {
        recipe: fastgan,
        values: { size: '64', width: 4, latent: 16, batch: 4, generatorRate: 1e-3, discriminatorRate: 1e-3 },
        source: discs,
      },
      steps: 100,
      error: distance,
      left: 0.6,
    },
  },
  {
    smallest: { recipe: acgan, values: { size: '32', width: 4, latent: 8, batch: 2 }, source: kinds, classes },
    changes: generating,
    rehearsal: {
      setup: {
        recipe: acgan,
        values: { size: '32', width: 16, latent: 16, batch: 8 },
        source: kinds,
        classes,
      },
      steps: 600,
      error: distance,
      left: 0.6,
    },
  },
  {
    smallest: { recipe: pix2pix, values: { size: '32', width: 4 }, source: pairs },
    changes: generating,
    rehearsal: {
      setup: { recipe: pix2pix, values: { size: '32', width: 16 }, source: pairs },
      steps: 200,
      error: wrongColours,
      left: 0.4,
    },
  },
  {
    smallest: { recipe: cyclegan, values: { size: '32', width: 4, blocks: 1 }, source: twoFolders },
    changes: {
      generators: ['average', 'generatorA', 'generatorB', 'generators', 'poolA', 'poolB'],
      discriminators: ['discriminatorA', 'discriminatorB', 'discriminators'],
    },
    rehearsal: {
      setup: { recipe: cyclegan, values: { size: '32', width: 8, blocks: 1 }, source: twoFolders },
      steps: 250,
      error: wrongColours,
      left: 0.5,
    },
  },
  {
    smallest: { recipe: cut, values: { size: '32', width: 4, blocks: 1 }, source: twoFolders },
    changes: { discriminator: ['discriminator'], generator: ['average', 'generator', 'heads'] },
    rehearsal: {
      setup: { recipe: cut, values: { size: '32', width: 8, blocks: 1 }, source: twoFolders },
      steps: 250,
      error: wrongColours,
      left: 0.6,
    },
  },
  {
    smallest: { recipe: srgan, values: { start: 'new', size: '32', width: 4, blocks: 1, batch: 2 }, source: discs },
    changes: generating,
    rehearsal: {
      setup: {
        recipe: srgan,
        values: { start: 'new', size: '32', width: 8, blocks: 1, batch: 4, damage: 0, generatorRate: 1e-3 },
        source: discs,
      },
      steps: 250,
      error: wrongDetail,
      left: 0.8,
    },
  },
  {
    smallest: {
      recipe: style,
      values: { size: '64', brush: 0.75, width: 4, blocks: 1 },
      source: paintingAndPhotos,
    },
    changes: { painting: ['painting'], style: ['style'] },
    rehearsal: {
      setup: { recipe: style, values: { size: '64', brush: 1.5, width: 8, blocks: 1 }, source: paintingAndPhotos },
      steps: 250,
      error: wrongPalette,
      left: 0.8,
    },
  },
];
