import { ZodError, z } from "zod";
import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { localeOf, type ProblemLocale } from "./locale.ts";
import { problemTitle } from "./problem-texts.ts";
import { rateLimitHeaders } from "./rate-limit.ts";
import { noteRefusal } from "./refusals.ts";

/** Personal answers are nobody's to keep. */
export const noStore = { "Cache-Control": "no-store" } as const;

const reserved = new Set(["type", "title", "status", "detail", "instance", "code", "errors"]);

/**
 * Any error as RFC 9457 `application/problem+json`. What is not a DomainError (or bad input found by zod) is a bug: it is
 * logged under an id and answered with that id and nothing else.
 */
export function problem(error: unknown, request: Request, headers: Record<string, string> = {}): Response {
  const known = asDomainError(error) ?? inTrouble(error) ?? logged(error, request);
  noteRefusal(known, request.method, new URL(request.url).pathname, request.headers);
  const locale = localeOf(request.headers);
  const extras = Object.fromEntries(Object.entries(known.details).filter(([key]) => !reserved.has(key)));
  const body = {
    type: `/docs#${known.code}`,
    title: problemTitle(known.code, known.status, locale),
    status: known.status,
    detail: known.message,
    code: known.code,
    ...(known.errors.length > 0 ? { errors: known.errors } : {}),
    ...extras,
  };
  return new Response(JSON.stringify(body), {
    status: known.status,
    headers: {
      "Content-Type": "application/problem+json",
      "Content-Language": locale,
      "X-Content-Type-Options": "nosniff",
      ...noStore,
      ...statusHeaders(known),
      ...headers,
    },
  });
}

/** What a path answers to methods it does not have. */
export function methodNotAllowed(...allowed: string[]): (request: Request) => Response {
  return (request) =>
    problem(new DomainError(405, "METHOD_NOT_ALLOWED", `This path answers ${allowed.join(", ")}.`), request, {
      Allow: allowed.join(", "),
    });
}

/**
 * Parses caller input, with messages in the caller's language and paths as the caller sent them.
 * @throws DomainError 422 VALIDATION_FAILED
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, locale: ProblemLocale): z.output<S> {
  const result = schema.safeParse(input, locale === "zh-CN" ? { error: zhCN } : {});
  if (result.success) return result.data;
  throw fromZod(result.error);
}

const zhCN = z.locales.zhCN().localeError;

function fromZod(error: ZodError): DomainError {
  // One message a field: of several bounds that a value breaks, the last named is the tightest.
  const messages = new Map(error.issues.map((issue) => [issue.path.map(String).join("."), issue.message]));
  const errors: FieldError[] = [...messages].slice(0, 50).map(([path, message]) => ({ path, message }));
  return invalid("VALIDATION_FAILED", "Some of the input is not acceptable.", { errors });
}

function asDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (error instanceof ZodError) return fromZod(error);
  // A bundle may hold its own copy of the class; the name and the shape are what count.
  if (error instanceof Error && error.name === "DomainError" && "code" in error && "status" in error) {
    return error as DomainError;
  }
  return undefined;
}

/** A full disk, a lost database: not a bug, but somebody has to know. */
function inTrouble(error: unknown): DomainError | undefined {
  const known = unavailable(error);
  if (known) logger.error({ err: error, code: known.code }, "the machine could not do it");
  return known;
}

function logged(error: unknown, request: Request): DomainError {
  const errorId = newId();
  logger.error({ err: error, errorId, method: request.method, path: new URL(request.url).pathname }, "request failed");
  return new DomainError(500, "INTERNAL", "Something went wrong on our side.", { details: { errorId } });
}

/** The headers that an error's status asks for: how to sign in, or when to come back and what the limit is. */
export function statusHeaders(error: DomainError): Record<string, string> {
  if (error.status === 401) return { "WWW-Authenticate": 'Bearer realm="daozhang"' };
  const { retryAfterS, limit, windowS, budget } = error.details;
  if ((error.status !== 429 && error.status !== 503) || typeof retryAfterS !== "number") return {};
  const retry = { "Retry-After": String(retryAfterS) };
  if (typeof limit !== "number" || typeof windowS !== "number") return retry;
  const spent = { budget: { name: String(budget), points: limit, windowS }, remaining: 0, resetS: retryAfterS };
  return { ...retry, ...rateLimitHeaders(spent) };
}
