// What tracing can refuse: a mistake in the traced function, not in what a user did.

/** Tracing met something that has no place in a graph. The message names the operation and what to do instead. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}
