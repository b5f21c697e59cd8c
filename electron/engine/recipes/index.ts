// All recipes. A new one: a file (copy template.ts), a line here, and one in tests/engine/recipes.
import { UserError } from '#contract/errors.ts';
import { acgan } from './acgan.ts';
import { cyclegan } from './cyclegan.ts';
import { cut } from './cut.ts';
import { dcgan } from './dcgan.ts';
import { fastgan } from './fastgan.ts';
import { pix2pix } from './pix2pix.ts';
import { type Recipe } from './recipe.ts';
import { srgan } from './srgan.ts';
import { style } from './style.ts';
import { stylegan } from './stylegan.ts';
import { wganGp } from './wgan-gp.ts';

export const recipes: readonly Recipe[] = [
  dcgan,
  wganGp,
  stylegan,
  fastgan,
  acgan,
  pix2pix,
  cyclegan,
  cut,
  srgan,
  style,
];

/** Throws `UserError('not-found')`. */
export function findRecipe(id: string): Recipe {
  const found = recipes.find((recipe) => recipe.id === id);
  if (found) return found;
  throw new UserError('not-found', `There is no recipe “${id}”.`, {
    hint: `There are ${recipes.map((recipe) => recipe.id).join(', ')}.`,
  });
}
