// What an engineer wants to know of a model, as named facts.
import { type ModelCard } from '#contract/models.ts';
import { format, t } from '../../i18n/index.svelte.ts';

export type Fact = { name: string; value: string };

/** Facts without a value are left out. */
export function present(facts: readonly { name: string; value: string | undefined }[]): Fact[] {
  return facts.filter((fact): fact is Fact => fact.value !== undefined && fact.value !== '');
}

function ofKind(card: ModelCard): { name: string; value: string | undefined }[] {
  if (card.kind === 'generate') {
    return [
      { name: t('models.makes'), value: t('models.side', { size: card.size }) },
      { name: t('models.latent'), value: format.number(card.latent) },
      { name: t('models.knows'), value: card.classes.join(', ') },
      { name: t('models.layers'), value: card.styles === undefined ? undefined : format.number(card.styles) },
    ];
  }
  return [{ name: t('models.receptive'), value: t('models.receptiveValue', { n: card.receptiveRadius }) }];
}

export function technicalFacts(card: ModelCard): Fact[] {
  const { measured, source, trained } = card;
  return present([
    { name: t('models.file'), value: `${card.id}.onnx · ${format.bytes(card.bytes)}` },
    { name: t('models.parameters'), value: format.number(card.parameters) },
    { name: t('models.weights'), value: card.weights },
    ...ofKind(card),
    { name: t('models.range'), value: card.originalRange },
    {
      name: t('models.trainedWith'),
      value: trained && t('models.trainedWithValue', { recipe: trained.recipe, steps: format.number(trained.steps) }),
    },
    {
      name: t('models.agreement'),
      value: measured && t('models.agreementValue', { value: measured.agreement.toPrecision(2) }),
    },
    {
      name: t('models.referenceSpeed'),
      value:
        measured &&
        t('models.referenceSpeedValue', {
          speed: format.speed(measured.megapixelsPerSecond),
          device: measured.device,
        }),
    },
    { name: t('models.source'), value: source && `${source.package} ${source.version}, ${source.file}` },
    { name: t('models.checksum'), value: card.sha256 },
  ]);
}
