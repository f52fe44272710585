/** Walks an error and its causes: drizzle wraps what the driver threw. */
function* chain(error: unknown): Generator<{ code?: unknown; constraint?: unknown; message?: unknown }> {
  let current = error;
  for (let depth = 0; depth < 8 && current !== null && typeof current === "object"; depth++) {
    yield current as { code?: unknown };
    current = (current as { cause?: unknown }).cause;
  }
}

/** True when a unique or primary-key constraint refused a row, on either database. */
export function isUniqueViolation(error: unknown): boolean {
  for (const { code } of chain(error)) {
    if (code === "23505" || code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") return true;
  }
  return false;
}

/** True when PostgreSQL asks for the transaction to be run again (40001 serialization failure, 40P01 deadlock). */
export function isSerializationFailure(error: unknown): boolean {
  for (const { code } of chain(error)) {
    if (code === "40001" || code === "40P01") return true;
  }
  return false;
}
