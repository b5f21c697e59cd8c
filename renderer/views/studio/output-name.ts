// Names of results as the service will give them, for showing beforehand.
import { type LibraryImage } from '#contract/image.ts';
import { type RestyleSettings } from '#contract/restyle.ts';
import { FILE_EXTENSION, OutputFormat, targetSize, type UpscaleSettings } from '#contract/upscale.ts';

/** JPEG, WebP and AVIF throw something away; how much is a choice. */
export function hasQuality(format: string): boolean {
  return format === 'jpeg' || format === 'webp' || format === 'avif' || format === 'heif';
}

/** The format that `same` stands for: the picture's own where it can be written, PNG otherwise. */
export function sameFormat(format: string): OutputFormat {
  const known = OutputFormat.safeParse(format === 'heif' ? 'avif' : format);
  return known.success ? known.data : 'png';
}

export function withExtension(name: string, extension: string): string {
  return `${name.replace(/\.[^.]*$/, '')}.${extension}`;
}

/** Whether a typed folder is a full path on any platform. */
export function isFullPath(path: string): boolean {
  return /^(\/|[a-z]:[\\/]|\\\\)/i.test(path.trim());
}

/** The name a result of this picture would get; signs that no file name may have are shown as `_`. */
export function resultName(
  image: LibraryImage,
  settings: UpscaleSettings | RestyleSettings,
  today = new Date(),
): string {
  const { model, save } = settings;
  const target = 'target' in settings ? settings.target : null;
  const { width, height } = target ? targetSize(target, image.info.width, image.info.height) : image.info;
  const ratio = Math.max(width, height) / Math.max(image.info.width, image.info.height);
  const two = (value: number) => String(value).padStart(2, '0');
  const fields: Record<string, string> = {
    name: image.name.replace(/\.[^.]*$/, ''),
    scale: target?.by === 'scale' ? `${target.scale}x` : `${Number(ratio.toFixed(2))}x`,
    model,
    width: String(width),
    height: String(height),
    date: `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`,
  };
  const { format } = save.encoding;
  const extension = FILE_EXTENSION[format === 'same' ? sameFormat(image.info.format) : format];
  const filled = save.nameTemplate.replace(/\{(\w+)\}/g, (whole, field: string) => fields[field] ?? whole);
  return `${filled.replace(/[<>:"/\\|?*]/g, '_')}.${extension}`;
}
