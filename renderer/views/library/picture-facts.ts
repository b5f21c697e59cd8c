// What is known of a picture without opening it, as a list of names and values.
import { type LibraryImage } from '#contract/image.ts';
import { format, t } from '../../i18n/index.svelte.ts';

/** The decoder's names in the words of photographers; both depths of a model are one. */
const SPACES: Record<string, string> = {
  srgb: 'RGB',
  rgb16: 'RGB',
  rgb: 'RGB',
  scrgb: 'RGB',
  cmyk: 'CMYK',
  lab: 'Lab',
};
const GREY = new Set(['b-w', 'grey16', 'greya']);

export type Fact = { name: string; value: string };

export function pictureFacts(image: LibraryImage): Fact[] {
  const { info } = image;
  const colour = [
    GREY.has(info.space) ? t('library.grey') : (SPACES[info.space] ?? info.space),
    t('library.bits', { depth: info.depth }),
    info.alpha ? t('library.transparency') : null,
  ];
  const facts: (Fact | null)[] = [
    {
      name: t('library.dimensions'),
      value: `${format.dimensions(info.width, info.height)} · ${format.megapixels(info.width * info.height)}`,
    },
    { name: t('library.fileSize'), value: `${info.format.toUpperCase()} · ${format.bytes(image.bytes)}` },
    { name: t('library.colour'), value: colour.filter(Boolean).join(' · ') },
    info.icc ? { name: t('library.profile'), value: info.icc } : null,
    info.dpi ? { name: t('library.resolution'), value: t('library.dpi', { value: Math.round(info.dpi) }) } : null,
    info.pages > 1 ? { name: '', value: t('library.pages', { n: info.pages }) } : null,
    { name: t('library.added'), value: format.dateTime(image.addedAt) },
    image.path ? { name: t('library.place'), value: image.path } : null,
  ];
  return facts.filter((fact) => fact !== null);
}
