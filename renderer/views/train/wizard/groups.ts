// Recipes sorted by what comes out of them, as somebody would look for one.
import { type RecipeDescription } from '#contract/training.ts';

export const GROUPS = ['style', 'upscale', 'translate', 'generate'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a single picture is enough to repaint any photo it is a style; with more of them one kind becomes another. */
export function groupOf({ product, needs }: Pick<RecipeDescription, 'product' | 'needs'>): Group {
  if (product !== 'translate') return product;
  return needs.content && needs.atLeast === 1 ? 'style' : 'translate';
}

/** Groups that have recipes, in their order. */
export function grouped(recipes: readonly RecipeDescription[]): { group: Group; recipes: RecipeDescription[] }[] {
  return GROUPS.map((group) => ({ group, recipes: recipes.filter((recipe) => groupOf(recipe) === group) })).filter(
    (one) => one.recipes.length > 0,
  );
}
