// The one thing the tile code asks of a model.

/** Planar RGB, shape [1,3,height,width], values 0..1. */
export type Planes = { data: Float32Array; height: number; width: number };

export type UpscaleNet = {
  /** [1,3,h,w] → [1,3,s·h,s·w]. Throws `UserError('out-of-memory')` if the picture is too large for the device. */
  run(data: Float32Array, height: number, width: number): Promise<Planes>;
};

/** A net with what is known of it. `radius`: input pixels on each side that can change an output pixel. */
export type NetFacts = { scale: number; radius: number; multiple: number };
