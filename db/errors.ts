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

const full = ["ENOSPC", "EDQUOT", "EFBIG", "SQLITE_FULL", "53100"];
const gone = ["53300", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"];
/** What the driver says without a code. */
const GONE_TEXT =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when)/;

/** PostgreSQL cannot be reached, or the connection to it broke: what was under way may or may not be there. */
export class DatabaseGone extends Error {
  readonly code = "DATABASE_GONE";
  constructor(cause: unknown) {
    super("The database cannot be reached.", { cause });
    this.name = "DatabaseGone";
  }
}

/** True when PostgreSQL's connection itself failed. Only for errors that come from its driver: other peers use the same codes. */
export function isConnectionError(error: unknown): boolean {
  const code = hasCode(error, (one) => /^(08|57P|ECONN)/.test(one) || gone.includes(one));
  return code || (error instanceof Error && (GONE_TEXT.test(error.message) || isConnectionError(error.cause)));
}

/** True when a disk, a quota or a file has no room left. */
export const isFull = (error: unknown): boolean => hasCode(error, (code) => full.includes(code));

/** The disk of SQLite's file takes no writes while the file is open, which SQLite calls an I/O error like any other. */
export class DatabaseReadOnly extends Error {
  readonly code = "EROFS";
  constructor(cause: unknown) {
    super("The database takes no writes.", { cause });
    this.name = "DatabaseReadOnly";
  }
}

/** True when what was to be written to takes no writes. */
export const isReadOnly = (error: unknown): boolean =>
  hasCode(error, (code) => code === "EROFS" || code === "25006" || code.startsWith("SQLITE_READONLY"));

/** True when PostgreSQL stopped a statement that took longer than its connection allows (57014). */
export const isQueryTimeout = (error: unknown): boolean => hasCode(error, (code) => code === "57014");

/** True when the database does not answer, on either database. */
export const isDatabaseGone = (error: unknown): boolean =>
  hasCode(error, (code) => code === "DATABASE_GONE" || /^SQLITE_(BUSY|IOERR|CANTOPEN|PROTOCOL)/.test(code));
