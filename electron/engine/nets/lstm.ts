// A language model: which token comes next (Mikolov 2010; Graves 2013, arXiv:1308.0850).
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { dense } from './layers/dense.ts';
import { embedding, lstm } from './layers/recurrent.ts';
import { type Net, Parameters } from './parameters.ts';

export type LanguageModelOptions = { vocabulary: number; embedding: number; hidden: number };

/**
 * Tokens [t,n] int32, time first → logits of what follows each [t·n,vocabulary].
 * Time first, so that the steps lie one after another in memory.
 */
export function languageModel(
  name: string,
  random: Random,
  { vocabulary, embedding: width, hidden }: LanguageModelOptions,
): Net<tf.Tensor2D, tf.Tensor2D> {
  const p = new Parameters(name, random);
  const embed = embedding(p.scope('embedding'), { vocabulary, width });
  const memory = lstm(p.scope('lstm'), { from: width, width: hidden });
  const logits = dense(p.scope('logits'), { from: hidden, to: vocabulary, deviation: Math.sqrt(1 / hidden) });
  const apply = (tokens: tf.Tensor2D) => {
    const [t, n] = tokens.shape;
    const projected = memory.project(tf.reshape(embed(tokens), [t * n, width]));
    let state = memory.start(n);
    const outputs = tf.unstack(tf.reshape(projected, [t, n, 4 * hidden])).map((x) => {
      state = memory.step(x as tf.Tensor2D, state);
      return state.hidden;
    });
    return logits(tf.concat(outputs));
  };
  return { variables: p.variables, apply };
}
