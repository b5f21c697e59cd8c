// How a TF.js kernel states its ONNX form.
import { type Sym, type Tracer } from '../tracer.ts';

/** The inputs of a TF.js kernel with symbols in the place of tensors. */
export type Symbols<Inputs> = { [Name in keyof Inputs]: Sym };

export type Kernel = {
  readonly name: string;
  readonly form: (t: Tracer, inputs: Record<string, Sym>, attrs: object) => Sym | Sym[];
};

/**
 * A kernel's ONNX form: `form` appends operators and returns the output symbol (or symbols). `Inputs` and `Attrs` are the
 * types that TF.js exports for the kernel, e.g. `kernel<tf.Conv2DInputs, tf.Conv2DAttrs>(tf.Conv2D, …)`.
 */
export function kernel<Inputs, Attrs = object>(
  name: string,
  form: (t: Tracer, inputs: Symbols<Inputs>, attrs: Attrs) => Sym | Sym[],
): Kernel {
  return { name, form: (t, inputs, attrs) => form(t, inputs as Symbols<Inputs>, attrs as Attrs) };
}

/** A kernel whose inputs are a list (Concat, AddN, Pack). */
export function kernelOfMany<Attrs = object>(
  name: string,
  form: (t: Tracer, inputs: Sym[], attrs: Attrs) => Sym,
): Kernel {
  return { name, form: (t, inputs, attrs) => form(t, Object.values(inputs), attrs as Attrs) };
}
