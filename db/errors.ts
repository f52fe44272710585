/** True when an error, or what caused it, carries a code that `matches`: drizzle wraps what the driver threw. */
export function hasCode(error: unknown, matches: (code: string) => boolean): boolean {
  let current = error;
  for (let depth = 0; depth < 8 && current !== null && typeof current === "object"; depth++) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === "string" && matches(code)) return true;
    current = cause;
  }
  return false;
}

const unique = ["23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"];
const serialization = ["40001", "40P01"];

/** True when a unique or primary-key constraint refused a row, on either database. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, (code) => unique.includes(code));

/** True when PostgreSQL asks for the transaction to be run again (40001 serialization failure, 40P01 deadlock). */
export const isSerializationFailure = (error: unknown): boolean =>
  hasCode(error, (code) => serialization.includes(code));
