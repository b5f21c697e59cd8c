// A character model (Graves 2013, arXiv:1308.0850): LSTM over 64 characters, cross-entropy, clipped gradients, Adam.
import type * as tf from '@tensorflow/tfjs';
import { crossEntropy } from '../../electron/engine/losses/cross-entropy.ts';
import { languageModel } from '../../electron/engine/nets/lstm.ts';
import { Random } from '../../electron/engine/random.ts';
import { clipByGlobalNorm } from '../../electron/engine/train/clip.ts';
import { gradients } from '../../electron/engine/train/gradients.ts';
import { adam } from '../../electron/engine/train/optimizers/adam.ts';
import { type Reference, scalar, tokens } from './reference.ts';

const SIZES = {
  full: { batch: 32, length: 64, vocabulary: 96, embedding: 64, hidden: 256 },
  small: { batch: 3, length: 6, vocabulary: 12, embedding: 8, hidden: 16 },
  tiny: { batch: 2, length: 3, vocabulary: 5, embedding: 3, hidden: 4 },
};

export const lstmText: Reference = {
  name: 'lstm-text',
  build(seed, size) {
    const { batch, length, vocabulary, embedding, hidden } = SIZES[size];
    const net = languageModel('model', new Random(seed), { vocabulary, embedding, hidden });
    const optimizer = adam('model', net.variables);
    return {
      batch,
      variables: { ...net.variables, ...optimizer.slots },
      inputs: {
        text: tokens(vocabulary, length, batch),
        following: tokens(vocabulary, length * batch),
        learningRate: scalar(2e-3),
      },
      step(inputs) {
        const text = inputs.text as tf.Tensor2D; // [t,n]
        const following = inputs.following as tf.Tensor1D; // [t·n]
        const found = gradients(() => crossEntropy(net.apply(text), following), net.variables);
        const clipped = clipByGlobalNorm(found.gradients, 1);
        optimizer.apply(clipped.gradients, inputs.learningRate as tf.Scalar);
        return { loss: found.value, gradientNorm: clipped.norm };
      },
    };
  },
};
