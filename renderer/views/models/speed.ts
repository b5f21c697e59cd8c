// Speeds of models in the terms of a photographer.

const PHOTO_MEGAPIXELS = 12;

/** Seconds for a 12-megapixel photo at input megapixels per second. */
export function secondsForTwelve(speed: number): number {
  return PHOTO_MEGAPIXELS / speed;
}
