// atelier recipes: what can be trained, what it needs, and what can be set.
import type { ParameterDescription, RecipeDescription } from '#contract/training.ts';
import { EXIT, printJson, printLines, table } from '../console.ts';
import { type CommonOptions, withWorkshop } from '../workshop.ts';

function allowed(parameter: ParameterDescription): string {
  if (parameter.kind === 'choice') return parameter.choices.join(' | ');
  if (parameter.kind === 'switch') return 'true | false';
  return `${parameter.min} … ${parameter.max}`;
}

function described(recipe: RecipeDescription): string[] {
  const { id, title, learns, paper, needs, parameters, presets } = recipe;
  const data = { pictures: 'pictures', pairs: 'pictures, each two side by side', classes: 'sub-folders' }[needs.data];
  const rows = Object.entries(parameters).map(([name, parameter]) => [
    `    ${name}`,
    String(parameter.default),
    allowed(parameter),
    parameter.help.en,
  ]);
  const steps = Object.entries(presets).map(([name, preset]) => `${name} ${preset.steps}`);
  return [
    `${id}: ${title.en}`,
    `  ${learns.en}`,
    `  ${paper}`,
    `  needs at least ${needs.atLeast} ${data}${needs.content ? ', and a second folder (--content)' : ''}`,
    `  steps: ${steps.join(', ')}`,
    ...table(rows),
    '',
  ];
}

export function listRecipes(flags: CommonOptions): Promise<number> {
  return withWorkshop(flags, async ({ core }) => {
    const recipes = await core.recipes.list();
    if (flags.json) printJson({ recipes });
    else printLines(recipes.flatMap(described));
    return EXIT.ok;
  });
}
