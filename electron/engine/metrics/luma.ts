// Luma as super-resolution papers measure it.

export type Luma = { data: Float32Array; width: number; height: number };

/**
 * BT.601 luma of planar RGB [3,h,w] in 0..1, on the scale 16..235 of 8-bit video:
 * Y = 16 + 65.481 R + 128.553 G + 24.966 B (ITU-R BT.601; MATLAB's `rgb2ycbcr`, which the literature's figures use).
 */
export function lumaOf(planes: Float32Array, width: number, height: number): Luma {
  const area = width * height;
  const data = new Float32Array(area);
  for (let i = 0; i < area; i++) {
    data[i] = 16 + 65.481 * (planes[i] ?? 0) + 128.553 * (planes[i + area] ?? 0) + 24.966 * (planes[i + 2 * area] ?? 0);
  }
  return { data, width, height };
}

/** Without `border` pixels on each side: nets and kernels guess there. */
export function cropLuma({ data, width, height }: Luma, border: number): Luma {
  const [w, h] = [width - 2 * border, height - 2 * border];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const from = (y + border) * width + border;
    out.set(data.subarray(from, from + w), y * w);
  }
  return { data: out, width: w, height: h };
}
