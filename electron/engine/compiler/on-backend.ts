// Lets code run on another TF.js backend than the current one.
import * as tf from '@tensorflow/tfjs';

/** `body` must not be asynchronous: whatever runs meanwhile would find the wrong backend. */
export function onBackend<T>(name: string, body: () => T): T {
  // Starts TF.js's own choice of backend if nothing was computed yet.
  tf.backend();
  const previous = tf.getBackend();
  switchTo(name);
  try {
    return body();
  } finally {
    switchTo(previous);
  }
}

function switchTo(name: string): void {
  // Asynchronous only for backends that have to be loaded first; these are.
  void tf.setBackend(name);
  if (tf.getBackend() !== name) throw new Error(`TF.js did not switch to its ${name} backend`);
}
