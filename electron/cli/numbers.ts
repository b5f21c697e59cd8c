// Numbers and ids in flags; what is none is wrong use.
import { ModelId } from '#contract/ids.ts';
import { UsageError } from './console.ts';

export function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--${flag} needs a number, not “${text}”.`);
}

/** `undefined` for a flag that was left out. */
export function wholeOf(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = numberOf(flag, text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${flag} must be a whole number from ${min} to ${max}.`);
}

export function modelOf(text: string): ModelId {
  const model = ModelId.safeParse(text);
  if (model.success) return model.data;
  throw new UsageError(`“${text}” is not the id of a model. “atelier models” lists them.`);
}
