// Test data without randomness.

/** Numbers between −amplitude and amplitude without a pattern that hides mistakes. */
export function waves(count: number, amplitude: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => amplitude * Math.sin(k * 1.7 + (k % 11)));
}
