// The parameters of runs as lines of a table, in the order of the recipe's form.
import { type Localized } from '#contract/models.ts';
import { type ParameterValue, type ParameterValues, type RecipeDescription } from '#contract/training.ts';

export type ParameterRow = { name: string; label?: Localized; help?: Localized; value: ParameterValue };

/** A parameter that the recipe of today does not know has only its name. */
export function parameterRows(
  values: ParameterValues,
  recipe: Pick<RecipeDescription, 'parameters'> | undefined,
): ParameterRow[] {
  const known = Object.keys(recipe?.parameters ?? {});
  const names = [
    ...known.filter((name) => name in values),
    ...Object.keys(values).filter((name) => !known.includes(name)),
  ];
  return names.flatMap((name) => {
    const value = values[name];
    const { label, help } = recipe?.parameters[name] ?? {};
    return value === undefined ? [] : [{ name, label, help, value }];
  });
}

export type DifferingRow = { name: string; label?: Localized; first?: ParameterValue; second?: ParameterValue };

/** The parameters that two runs do not share the value of. */
export function differingRows(
  first: ParameterValues,
  second: ParameterValues,
  recipe: Pick<RecipeDescription, 'parameters'> | undefined,
): DifferingRow[] {
  return parameterRows({ ...first, ...second }, recipe).flatMap(({ name, label }) =>
    first[name] === second[name] ? [] : [{ name, label, first: first[name], second: second[name] }],
  );
}
