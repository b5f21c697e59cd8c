// What can be trained, as the engine tells it; asked once.
import type { EngineResults } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import type { RecipeDescription } from '#contract/training.ts';
import type { Engine } from '../engine.ts';
import { EngineDied } from '../engine-process.ts';

export class Recipes {
  private readonly engine: Engine;
  private known: RecipeDescription[] | null = null;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async list(): Promise<RecipeDescription[]> {
    return (this.known ??= (await this.ask()).recipes);
  }

  /** Throws `not-found` with the ids that there are. */
  async find(id: string): Promise<RecipeDescription> {
    const recipes = await this.list();
    const found = recipes.find((recipe) => recipe.id === id);
    if (found) return found;
    throw new UserError('not-found', `There is no recipe “${id}”.`, {
      hint: `There are ${recipes.map((recipe) => recipe.id).join(', ')}.`,
    });
  }

  /** Once more if the engine died: of a picture that it read at the same time. */
  private async ask(): Promise<EngineResults['recipes']> {
    try {
      return await this.engine.run({ task: 'recipes' });
    } catch (error) {
      if (!(error instanceof EngineDied)) throw error;
      return this.engine.run({ task: 'recipes' });
    }
  }
}
