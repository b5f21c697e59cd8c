// What models do, and in which order they are listed.
import { DEFAULT_MODEL, type ModelEntry, type ModelKind } from '#contract/models.ts';

export const KINDS = ['upscale', 'translate', 'generate'] as const satisfies readonly ModelKind[];

/** The model that suits most people first, then the user's own; kinds in their order. */
export function inOrder(entries: readonly ModelEntry[]): ModelEntry[] {
  const rank = ({ card, own }: ModelEntry) => (card.id === DEFAULT_MODEL ? 0 : own ? 1 : 2);
  const kind = ({ card }: ModelEntry) => KINDS.indexOf(card.kind);
  return entries.toSorted((a, b) => kind(a) - kind(b) || rank(a) - rank(b));
}
