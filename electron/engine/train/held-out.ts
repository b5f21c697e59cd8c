// Which pictures a run does not learn from, so that it can be measured on them.
import { type DataItem, type RunFile } from '#contract/run-folder.ts';
import { type Recipe } from '../recipes/recipe.ts';
import { Order } from './data/order.ts';

/** With fewer pictures than this every one is needed to learn from. */
const ENOUGH = 20;
export const HELD_OUT = 8;

export type Split = { readonly learned: readonly DataItem[]; readonly heldOut: readonly DataItem[] };

/**
 * Recipes whose results can be compared pixel by pixel, which have `psnrY` among their metrics, keep 8 of 20 or more pictures
 * out: the same ones whenever a run with these pictures and this seed goes on.
 */
export function splitHeldOut({ metrics }: Pick<Recipe, 'metrics'>, { data, seed }: RunFile): Split {
  if (!metrics.includes('psnrY') || data.length < ENOUGH) return { learned: data, heldOut: [] };
  const order = new Order(`${seed}/held-out`, data.length);
  const out = new Set(Array.from({ length: HELD_OUT }, (_, k) => order.at(k)));
  return { learned: data.filter((_, k) => !out.has(k)), heldOut: data.filter((_, k) => out.has(k)) };
}
