// What a model may be used for, in words.
import { type ModelCard } from '#contract/models.ts';

const KINDS = {
  any: { words: 'models.licenceAny', hint: 'models.licenceAnyHint', badge: 'good' },
  'non-commercial': {
    words: 'models.licenceNonCommercial',
    hint: 'models.licenceNonCommercialHint',
    badge: 'attention',
  },
  unknown: { words: 'models.licenceUnknown', hint: 'models.licenceUnknownHint', badge: 'attention' },
  own: { words: 'models.licenceOwn', hint: 'models.licenceOwnHint', badge: 'neutral' },
} as const;

/** A model that was trained here names no licence but says that it is the user's own. */
export function licenceOf({ id, use }: ModelCard['licence']): (typeof KINDS)[keyof typeof KINDS] {
  return id === 'own' ? KINDS.own : KINDS[use];
}
