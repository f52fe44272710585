/** One bad field of an input, addressed the way the caller sent it (`data.amountFen`). */
export type FieldError = { path: string; message: string };

type Options = { details?: Record<string, unknown>; errors?: FieldError[]; cause?: unknown };

/**
 * An error that the product means: it has a stable `code` (part of the outside contract), an HTTP status, and a text in
 * English for developers. Pages show their own words for the code; everything that is not a DomainError is shown as an
 * internal error without its text.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly errors: FieldError[];

  constructor(status: number, code: string, message: string, options: Options = {}) {
    super(message, { cause: options.cause });
    this.name = "DomainError";
    this.status = status;
    this.code = code;
    this.details = options.details ?? {};
    this.errors = options.errors ?? [];
  }
}

export const notFound = (what: string, options?: Options) =>
  new DomainError(
    404,
    `${what.toUpperCase()}_NOT_FOUND`,
    `There is no such ${what.toLowerCase().replaceAll("_", " ")}.`,
    options,
  );
export const unauthenticated = (message = "Sign in or send an API key.") =>
  new DomainError(401, "UNAUTHENTICATED", message);
export const forbidden = (message = "You may not do this.", options?: Options) =>
  new DomainError(403, "FORBIDDEN", message, options);
export const conflict = (code: string, message: string, options?: Options) =>
  new DomainError(409, code, message, options);
export const invalid = (code: string, message: string, options?: Options) =>
  new DomainError(422, code, message, options);
export const tooManyRequests = (retryAfterS: number) =>
  new DomainError(429, "RATE_LIMITED", "Too many requests.", { details: { retryAfterS } });

/** True for a DomainError with one of these codes (any, when none is named). */
export function isDomainError(error: unknown, ...codes: string[]): error is DomainError {
  return error instanceof DomainError && (codes.length === 0 || codes.includes(error.code));
}
