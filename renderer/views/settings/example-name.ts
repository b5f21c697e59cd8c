// What a name template gives, shown while it is typed.
import { FILE_EXTENSION, type SaveOptions } from '#contract/upscale.ts';

const EXAMPLE: Record<string, string> = {
  name: 'IMG_2034',
  scale: '4x',
  model: 'realesrgan-compact-x4',
  width: '16128',
  height: '12096',
};

/** Fields that are not known stay as they are, so that a slip is seen. */
export function exampleName(template: string, format: SaveOptions['encoding']['format'], now = new Date()): string {
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'));
  const fields = { ...EXAMPLE, date: date.join('-') };
  const stem = template.replace(/\{(\w+)\}/g, (whole, field: string) =>
    Object.hasOwn(fields, field) ? (fields[field as keyof typeof fields] ?? whole) : whole,
  );
  return `${stem}.${format === 'same' ? 'jpg' : FILE_EXTENSION[format]}`;
}
