// How a picture was made, as a sentence and as a list of settings.
import { type MadeBy } from '#contract/image.ts';
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
  return source === null ? t('library.madeWithout', words) : t('library.madeFrom', { ...words, source });
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

function settingFacts(made: MadeBy): Fact[] {
  if (made.operation === 'generate') {
    return [
      { name: t('library.seed'), value: String(made.seed) },
      { name: t('library.truncation'), value: format.percent(made.truncation) },
    ];
  }
  const { encoding } = made.settings.save;
  return [
    { name: t('library.target'), value: targetText(made.settings.target) },
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
