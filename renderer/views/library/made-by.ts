// How a picture was made, as a sentence and as a list of settings.
import { type LibraryImage, type MadeBy } from '#contract/image.ts';
import { type Target } from '#contract/upscale.ts';
import { format, t } from '../../i18n/index.svelte.ts';
import { devices } from '../../state/devices.svelte.ts';
import { models } from '../../state/models.svelte.ts';

/** The device's name while this computer has it, otherwise what was recorded. */
function deviceName(made: MadeBy): string {
  return devices.list.find(({ id }) => id === made.device)?.name ?? made.device;
}

/** “Made with Real-ESRGAN compact from IMG_2034.jpg on CPU in 12 seconds.” */
export function madeSentence(made: MadeBy, source: string | null): string {
  const words = { model: models.nameOf(made.model), device: deviceName(made), time: format.duration(made.seconds) };
  switch (made.operation) {
    case 'upscale':
      return source === null ? t('library.madeWithout', words) : t('library.madeFrom', { ...words, source });
    case 'restyle':
      return source === null ? t('library.restyledWithout', words) : t('library.restyledFrom', { ...words, source });
    case 'generate': {
      const seed = String(made.seed);
      return made.to === undefined
        ? t('library.generated', { ...words, seed })
        : t('library.generatedWay', { ...words, seed, to: String(made.to) });
    }
  }
}

/** Under a small picture: what it was made by, in a few words. */
export function madeCaption({ madeBy, info: { width, height } }: Pick<LibraryImage, 'madeBy' | 'info'>): string {
  const size = format.dimensions(width, height);
  if (!madeBy) return size;
  const model = models.nameOf(madeBy.model);
  switch (madeBy.operation) {
    case 'upscale':
      return `${model} · ${size}`;
    case 'restyle':
      return t('library.captionRestyled', { model });
    case 'generate':
      return t('library.captionGenerated', { model, seed: String(madeBy.seed) });
  }
}

export function targetText(target: Target): string {
  switch (target.by) {
    case 'scale':
      return t('library.targetScale', { scale: target.scale });
    case 'width':
      return t('library.targetWidth', { pixels: target.pixels });
    case 'height':
      return t('library.targetHeight', { pixels: target.pixels });
    case 'longest':
      return t('library.targetLongest', { pixels: target.pixels });
    case 'print':
      return t('library.targetPrint', { millimetres: target.millimetres, dpi: target.dpi });
  }
}

type Fact = { name: string; value: string };

function workFacts(made: Exclude<MadeBy, { operation: 'generate' }>): Fact[] {
  if (made.operation === 'upscale') return [{ name: t('library.target'), value: targetText(made.settings.target) }];
  const { strength, brush, keepColors } = made.settings;
  return [
    { name: t('library.strength'), value: format.percent(strength) },
    { name: t('library.brush'), value: t('library.brushValue', { factor: format.number(brush, 1) }) },
    { name: t('library.colours'), value: keepColors ? t('library.coloursPhoto') : t('library.coloursStyle') },
  ];
}

function generateFacts(made: Extract<MadeBy, { operation: 'generate' }>): Fact[] {
  const { seed, to, truncation, mix } = made;
  return [
    { name: t('library.seed'), value: to === undefined ? String(seed) : `${seed} → ${to}` },
    { name: t('library.truncation'), value: format.percent(truncation) },
    ...(made.class === undefined ? [] : [{ name: t('library.class'), value: made.class }]),
    ...(mix
      ? [{ name: t('library.mix'), value: t('library.mixValue', { seed: String(mix.seed), from: mix.from }) }]
      : []),
  ];
}

function settingFacts(made: MadeBy): Fact[] {
  if (made.operation === 'generate') return generateFacts(made);
  const { encoding } = made.settings.save;
  return [
    ...workFacts(made),
    {
      name: t('library.format'),
      value: encoding.format === 'same' ? t('library.formatSame') : encoding.format.toUpperCase(),
    },
    ...(encoding.format === 'png' || encoding.format === 'tiff'
      ? []
      : [{ name: t('library.quality'), value: format.number(encoding.quality) }]),
    {
      name: t('library.metadata'),
      value: encoding.keepMetadata ? t('library.metadataKept') : t('library.metadataDropped'),
    },
  ];
}

/** Every setting that went into it, each with its name. */
export function madeFacts(made: MadeBy): Fact[] {
  return [
    { name: t('library.model'), value: models.nameOf(made.model) },
    { name: t('library.modelVersion'), value: made.modelVersion.slice(0, 12) },
    ...settingFacts(made),
    { name: t('library.device'), value: deviceName(made) },
    { name: t('library.time'), value: format.duration(made.seconds) },
  ];
}
