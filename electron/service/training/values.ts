// The values of a recipe's parameters: its defaults, a preset's, and what the user set, each checked against its declaration.
import { assertNever, UserError } from '#contract/errors.ts';
import type { ParameterDescription, ParameterValue, ParameterValues, TrainSettings } from '#contract/training.ts';
import type { RecipeDescription } from '#contract/training.ts';

function range(name: string, { min, max }: { min: number; max: number }, whole: boolean): string {
  return `“${name}” must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`;
}

/** Why a value cannot be taken; `undefined` if it can. */
function objection(name: string, parameter: ParameterDescription, value: ParameterValue): string | undefined {
  switch (parameter.kind) {
    case 'integer':
    case 'number': {
      const whole = parameter.kind === 'integer';
      const fits = typeof value === 'number' && value >= parameter.min && value <= parameter.max;
      return fits && (!whole || Number.isInteger(value)) ? undefined : range(name, parameter, whole);
    }
    case 'choice':
      return parameter.choices.some((choice) => choice === value)
        ? undefined
        : `“${name}” can be ${parameter.choices.join(', ')}.`;
    case 'switch':
      return typeof value === 'boolean' ? undefined : `“${name}” can be true or false.`;
    default:
      return assertNever(parameter);
  }
}

/** Throws `bad-input` for a name that the recipe does not know or a value out of its range. */
export function valuesOf(recipe: RecipeDescription, { preset, values }: Pick<TrainSettings, 'preset' | 'values'>) {
  return changedValues(recipe, {}, { ...recipe.presets[preset].values, ...values });
}

/** The values a run has, some of them changed; defaults where it has none. Throws as `valuesOf`. */
export function changedValues(recipe: RecipeDescription, had: ParameterValues, values: ParameterValues) {
  const all: ParameterValues = {};
  for (const [name, parameter] of Object.entries(recipe.parameters)) all[name] = had[name] ?? parameter.default;
  for (const [name, value] of Object.entries(values)) {
    const parameter = Object.hasOwn(recipe.parameters, name) ? recipe.parameters[name] : undefined;
    if (!parameter) {
      throw new UserError('bad-input', `The recipe “${recipe.id}” has no parameter “${name}”.`, {
        hint: `It has ${Object.keys(recipe.parameters).join(', ')}.`,
      });
    }
    const problem = objection(name, parameter, value);
    if (problem) throw new UserError('bad-input', problem, { hint: parameter.help.en });
    all[name] = value;
  }
  return all;
}

/** A value as it is typed on a command line, for a parameter of that kind; what does not fit stays text and is refused later. */
export function typedValue(parameter: ParameterDescription | undefined, text: string): ParameterValue {
  if (parameter?.kind === 'switch' && (text === 'true' || text === 'false')) return text === 'true';
  const numeric = parameter?.kind === 'integer' || parameter?.kind === 'number';
  return numeric && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
