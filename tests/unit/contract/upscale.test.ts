// Sizes that a target asks for, and settings that older or careless callers send.
import { expect, test } from 'vitest';
import { targetSize, UpscaleSettings } from '#contract/upscale.ts';

test.each([
  [{ by: 'scale', scale: 4 }, 300, 200, 1200, 800],
  [{ by: 'width', pixels: 1000 }, 300, 200, 1000, 667],
  [{ by: 'height', pixels: 1000 }, 300, 200, 1500, 1000],
  [{ by: 'longest', pixels: 900 }, 200, 300, 600, 900],
  // A4's long side at 300 dpi: 297 mm ÷ 25.4 × 300 = 3 507.9
  [{ by: 'print', millimetres: 297, dpi: 300 }, 200, 300, 2339, 3508],
  // A sliver keeps at least one pixel.
  [{ by: 'width', pixels: 10 }, 1000, 1, 10, 1],
] as const)('%j of %i×%i is %i×%i', (target, width, height, wantWidth, wantHeight) => {
  expect(targetSize(target, width, height)).toEqual({ width: wantWidth, height: wantHeight });
});

test('settings fill in what is left out', () => {
  const settings = UpscaleSettings.parse({ model: 'realesrgan-compact-x4', target: { by: 'scale', scale: 2 } });
  expect(settings.save).toEqual({
    encoding: { format: 'same', quality: 92, keepMetadata: true },
    destination: { to: 'library' },
    nameTemplate: '{name}-{scale}',
    onExisting: 'number',
  });
});

test('a scale nobody offers is refused', () => {
  expect(UpscaleSettings.safeParse({ model: 'm', target: { by: 'scale', scale: 5 } }).success).toBe(false);
});
