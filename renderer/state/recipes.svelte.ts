// What can be trained, as the recipes say of themselves.
import { type RecipeDescription } from '#contract/training.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { notifications } from './notifications.svelte.ts';

/** For developers: what a new recipe is copied from. */
const HIDDEN = 'template';

class Recipes {
  /** Empty until they are read. */
  list = $state.raw<RecipeDescription[]>([]);

  constructor() {
    rpc.onOpen(() => void notifications.guard(this.refresh()));
  }

  get(id: string): RecipeDescription | undefined {
    return this.list.find((recipe) => recipe.id === id);
  }

  private async refresh(): Promise<void> {
    const { recipes } = await rpc.call('recipes.list', {});
    this.list = recipes.filter(({ id }) => id !== HIDDEN);
  }
}

export const recipes = new Recipes();
