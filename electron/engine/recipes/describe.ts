// The declarations of all recipes as data, for forms and the command line.
import { z } from 'zod';
import { RecipeDescription } from '#contract/training.ts';
import { recipes } from './index.ts';

/** All that a recipe says of itself, without its nets. */
export function describeRecipes(): { recipes: RecipeDescription[] } {
  return { recipes: z.array(RecipeDescription).parse(recipes) };
}
