// Pooling and resizing.
import * as tf from '@tensorflow/tfjs';
import { ints } from '../support.ts';
import { type Case, type Picture, picture, real, type T4 } from './case.ts';

const { resizeBilinear, resizeNearestNeighbor } = tf.image;

// prettier-ignore
export const pooling: Case[] = [
  ['max', { x: real(2, 4, 6, 3) }, ({ x }: Picture) => tf.maxPool(x, 2, 2, 'valid'), 2],
  ['max of a square', { x: real(2, 4, 6, 3) }, ({ x }: Picture) => tf.maxPool(tf.square(x), 2, 2, 'valid'), 2],
  ['max, a row left over', { x: picture }, ({ x }: Picture) => tf.maxPool(x, 2, 2, 'valid')],
  ['max, same, overlapping', { x: real(1, 7, 7, 3) }, ({ x }: Picture) => tf.maxPool(tf.square(x), 3, 2, 'same'), 2],
  ['max at every pixel', { x: real(1, 5, 6, 3) }, ({ x }: Picture) => tf.maxPool(x, 3, 1, 'same')],
  ['max, padding by numbers', { x: real(1, 5, 6, 3) }, ({ x }: Picture) => tf.maxPool(x, 3, 2, 1)],
  ['max, windows apart', { x: real(1, 7, 8, 3) }, ({ x }: Picture) => tf.maxPool(x, [2, 1], [3, 2], 'valid'), 2],
  ['max, as many as pixels but moved', { x: real(1, 6, 6, 2) }, ({ x }: Picture) => tf.maxPool(x, 3, 3, 1)],
  ['mean, as many as pixels but moved', { x: real(1, 6, 6, 2) }, ({ x }: Picture) => tf.avgPool(x, 3, 3, 1)],
  ['max of equal ones, overlapping', { x: ints(0, 2, 2, 6, 6, 2), y: real(2, 6, 6, 2) }, ({ x, y }: Picture & { y: T4 }) => tf.grad((of) => tf.sum(tf.mul(tf.maxPool(of as T4, 3, 2, 'same'), tf.slice(y, 0, [2, 3, 3, 2]))))(tf.cast(x, 'float32')), 1],
  ['max of equal ones, side by side', { x: ints(0, 2, 2, 6, 6, 2), y: real(2, 6, 6, 2) }, ({ x, y }: Picture & { y: T4 }) => tf.grad((of) => tf.sum(tf.mul(tf.maxPool(of as T4, 3, 3, 'valid'), tf.slice(y, 0, [2, 2, 2, 2]))))(tf.cast(x, 'float32')), 1],
  ['mean', { x: real(2, 4, 6, 4) }, ({ x }: Picture) => tf.avgPool(x, [2, 3], [2, 3], 'valid')],
  ['mean of a square', { x: real(2, 4, 6, 4) }, ({ x }: Picture) => tf.avgPool(tf.square(x), 2, 2, 'valid'), 2],
  ['mean, a row left over', { x: picture }, ({ x }: Picture) => tf.avgPool(x, 2, 2, 'valid')],
  ['mean at every pixel', { x: picture }, ({ x }: Picture) => tf.avgPool(tf.square(x), 3, 1, 'same'), 2],
  ['mean, padding not counted', { x: real(1, 7, 7, 3) }, ({ x }: Picture) => tf.avgPool(tf.square(x), 3, 2, 'same'), 2],
  ['mean, padding by numbers', { x: real(1, 6, 7, 3) }, ({ x }: Picture) => tf.avgPool(x, 4, 2, 1)],
];

// prettier-ignore
export const resize: Case[] = [
  ['nearest by 2', { x: picture }, ({ x }: Picture) => resizeNearestNeighbor(tf.square(x), [10, 12]), 2],
  ['nearest by 3 and 2', { x: real(1, 3, 4, 2) }, ({ x }: Picture) => resizeNearestNeighbor(x, [9, 8])],
  ['nearest, uneven', { x: picture }, ({ x }: Picture) => resizeNearestNeighbor(tf.square(x), [7, 4]), 2],
  ['nearest, half pixels', { x: picture }, ({ x }: Picture) => resizeNearestNeighbor(x, [12, 9], false, true)],
  ['nearest, half pixels, by 2', { x: picture }, ({ x }: Picture) => resizeNearestNeighbor(x, [10, 12], false, true)],
  ['nearest, corners', { x: picture }, ({ x }: Picture) => resizeNearestNeighbor(x, [9, 11], true)],
  ['nearest, smaller', { x: real(1, 6, 6, 2) }, ({ x }: Picture) => resizeNearestNeighbor(x, [3, 2])],
  ['bilinear by 2', { x: picture }, ({ x }: Picture) => resizeBilinear(tf.square(x), [10, 12]), 2],
  ['bilinear, half pixels', { x: picture }, ({ x }: Picture) => resizeBilinear(x, [13, 9], false, true)],
  ['bilinear, half pixels, by 2', { x: picture }, ({ x }: Picture) => resizeBilinear(tf.square(x), [10, 12], false, true), 2],
  ['bilinear, corners', { x: picture }, ({ x }: Picture) => resizeBilinear(x, [9, 11], true)],
  ['bilinear, smaller', { x: picture }, ({ x }: Picture) => resizeBilinear(x, [3, 4], false, true)],
  ['bilinear, one row', { x: picture }, ({ x }: Picture) => resizeBilinear(x, [1, 4], true)],
];
