// What a click or key does to a selection: alone, with Ctrl (one more, one less) and with Shift (everything between).

export type Selection<Id> = {
  chosen: ReadonlySet<Id>;
  /** Where a range begins. */
  anchor: Id | null;
  /** Where the keyboard stands. */
  cursor: Id | null;
};
export type Modifiers = { toggle: boolean; range: boolean };

/** The selection after `id` was clicked or reached; `ids` are all in the order shown. */
export function choose<Id>(
  before: Selection<Id>,
  ids: readonly Id[],
  id: Id,
  { toggle, range }: Modifiers,
): Selection<Id> {
  if (range && before.anchor !== null) {
    const from = ids.indexOf(before.anchor);
    const to = ids.indexOf(id);
    if (from >= 0 && to >= 0) {
      const between = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { chosen: new Set(toggle ? [...before.chosen, ...between] : between), anchor: before.anchor, cursor: id };
    }
  }
  if (!toggle) return { chosen: new Set([id]), anchor: id, cursor: id };
  const chosen = new Set(before.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, anchor: id, cursor: id };
}

/** The selection while a rectangle is drawn over `touched`; with Ctrl what was chosen before is turned round under it. */
export function chooseArea<Id>(before: ReadonlySet<Id>, touched: readonly Id[], modifiers: Modifiers): Set<Id> {
  if (!modifiers.toggle) return new Set(modifiers.range ? [...before, ...touched] : touched);
  const chosen = new Set(before);
  for (const id of touched) if (!chosen.delete(id)) chosen.add(id);
  return chosen;
}
