// Renders the icon's SVG into the PNG sizes that installers and windows want; run after changing the drawing.
import path from 'node:path';
import sharp from 'sharp';
import { ROOT } from './paths.ts';

const FOLDER = path.join(ROOT, 'resources/icons');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

for (const size of SIZES) {
  const drawing = sharp(path.join(FOLDER, 'icon.svg')).resize(size, size);
  const png = drawing.png({ compressionLevel: 9 });
  await png.toFile(path.join(FOLDER, `${size}x${size}.png`));
}
await sharp(path.join(FOLDER, 'icon.svg'))
  .resize(1024, 1024)
  .png({ compressionLevel: 9 })
  .toFile(path.join(FOLDER, 'icon.png'));
