// The closed list of failures a user can be shown, and their form on the wire.
import { z } from 'zod';

export const ErrorKind = z.enum([
  'bad-input',
  'not-found',
  'unsupported',
  'out-of-memory',
  'no-device',
  'cancelled',
  'busy',
  'disk-full',
  'corrupt',
  'newer-version',
  'internal',
]);
export type ErrorKind = z.infer<typeof ErrorKind>;

/** How an error crosses a boundary. `message`: what happened, one sentence. `hint`: what to do. `source`: the file it is about. */
export const WireError = z.object({
  kind: ErrorKind,
  message: z.string(),
  hint: z.string().optional(),
  source: z.string().optional(),
});
export type WireError = z.infer<typeof WireError>;

/** A failure that is shown to the user as it is. Anything else that is thrown is a bug: it is logged and shown as `internal`. */
export class UserError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly source: string | undefined;

  constructor(kind: ErrorKind, message: string, more: { hint?: string; source?: string; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'UserError';
    this.kind = kind;
    this.hint = more.hint;
    this.source = more.source;
  }
}

const NODE_CODES: Record<string, { kind: ErrorKind; message: string; hint: string }> = {
  ENOSPC: { kind: 'disk-full', message: 'The disk is full.', hint: 'Free some space or choose another folder.' },
  EACCES: { kind: 'bad-input', message: 'Access was denied.', hint: 'Choose a place you may read and write.' },
  EPERM: { kind: 'bad-input', message: 'Access was denied.', hint: 'Choose a place you may read and write.' },
  EROFS: { kind: 'bad-input', message: 'The disk is read-only.', hint: 'Choose another folder.' },
  ENOTDIR: { kind: 'bad-input', message: 'That is not a folder.', hint: 'Choose another folder.' },
  ENOENT: { kind: 'not-found', message: 'The file is not there.', hint: 'It may have been moved or renamed.' },
};

/** Any thrown value as a wire error; system errors become their kind, unknown ones `internal`. */
export function toWireError(error: unknown, source?: string): WireError {
  if (error instanceof UserError) {
    return { kind: error.kind, message: error.message, hint: error.hint, source: error.source ?? source };
  }
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  const known = typeof code === 'string' ? NODE_CODES[code] : undefined;
  if (known) return { ...known, source: source ?? (typeof path === 'string' ? path : undefined) };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error), source };
}

export function fromWireError(wire: WireError): UserError {
  return new UserError(wire.kind, wire.message, { hint: wire.hint, source: wire.source });
}

export function cancelled(): UserError {
  return new UserError('cancelled', 'Cancelled.');
}

/** Closes a switch over a union: the compiler refuses a case that was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
