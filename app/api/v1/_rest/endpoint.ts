import type { z } from "zod";
import type { Ctx } from "#server/core/context.ts";
import { DomainError, invalid } from "#server/core/errors.ts";
import { maskedAtDoor } from "#server/core/mask.ts";
import type { Permission } from "#server/core/permissions.ts";
import { inspectJson, noStore, type ProblemLocale, parseInput, readJson } from "#server/http/index.ts";

/** Bodies of plain JSON routes. The longest is a diagnosis started from a pasted text of 20,000 characters. */
export const MAX_JSON_BYTES = 256 * 1024;

export type Method = "get" | "post" | "patch" | "put" | "delete";
/** Who may call: everybody, whoever of the staff is signed in (and no API key), or whoever holds one of these permissions. */
export type Access = "public" | "staff" | readonly [Permission, ...Permission[]];
export type Tag =
  | "Diagnosis"
  | "Before paying"
  | "Attachments"
  | "Tickets"
  | "Appeals"
  | "Orders"
  | "Articles"
  | "Automation"
  | "Transfers"
  | "Evidence"
  | "Top-ups"
  | "Refunds"
  | "Settings"
  | "Commands"
  | "Money"
  | "Bills"
  | "Channels"
  | "Callbacks"
  | "Checklist"
  | "Notices"
  | "Webhooks"
  | "Incidents"
  | "Customers"
  | "Staff"
  | "Metrics";

/** What a handler is given: a checked caller and parsed input. */
export type Call<P, Q, B> = {
  ctx: Ctx;
  params: P;
  query: Q;
  body: B;
  request: Request;
  locale: ProblemLocale;
  idempotencyKey: string | undefined;
};
export type Reply = Response | { status: number; body: unknown; headers?: Record<string, string> };

/** One documented answer of a route. Without `schema` it is not JSON and `mediaType` says what it is. */
export type Answer = { description: string; schema?: z.ZodType; mediaType?: string; example?: unknown };

/** Everything the documentation says of a route. */
export type Description = {
  method: Method;
  /** Below `/api/v1`, with parameters in braces. */
  path: string;
  operationId: string;
  tag: Tag;
  access: Access;
  summary: string;
  description?: string;
  answers: Record<number, Answer>;
  /** Codes of the problems that are this route's own, by status; the common ones are added. */
  problems?: Record<number, readonly string[]>;
  idempotency?: "required" | "optional";
  /** The form of a route that takes one instead of JSON. */
  form?: { schema: Record<string, unknown> };
  /** The body of a route that takes a file as it is. */
  upload?: { mediaType: string; description: string; example?: string };
  bodyExample?: unknown;
  /** For bodies that are longer than those of other routes. */
  maxBodyBytes?: number;
};
type Schemas<P, Q, B> = { params?: z.ZodType<P>; query?: z.ZodType<Q>; body?: z.ZodType<B> };

/** A route: what is said of it, what it takes, and the handler. */
export type Endpoint = Description & {
  schemas: Schemas<unknown, unknown, unknown>;
  handle(call: {
    ctx: Ctx;
    params: Record<string, string>;
    request: Request;
    locale: ProblemLocale;
  }): Promise<Response>;
};

/** Defines a route. The handler sees parsed input only. */
export function endpoint<P = undefined, Q = undefined, B = undefined>(
  definition: Description & Schemas<P, Q, B> & { run(call: Call<P, Q, B>): Promise<Reply> },
): Endpoint {
  const { params, query, body, run, ...description } = definition;
  return {
    ...description,
    schemas: { params, query, body },
    async handle({ ctx, params: sentParams, request, locale }) {
      const idempotencyKey = idempotencyKeyOf(request, description.idempotency);
      const sentQuery = Object.fromEntries(new URL(request.url).searchParams);
      const parsedParams = parseInput(params ?? nothing, storable(sentParams), locale) as P;
      const parsedQuery = parseInput(query ?? nothing, storable(sentQuery), locale) as Q;
      const parsedBody = body
        ? parseInput(body, await readJson(request, description.maxBodyBytes ?? MAX_JSON_BYTES), locale)
        : (undefined as B);
      const call = { ctx, params: parsedParams, query: parsedQuery, body: parsedBody, request, locale, idempotencyKey };
      const reply = await run(call);
      if (reply instanceof Response) return reply;
      // Everybody's, or one's own: nobody else's contacts are in it.
      const { access } = description;
      const shown = typeof access === "string" ? reply.body : maskedAtDoor(ctx, access, reply.body);
      return Response.json(shown, { status: reply.status, headers: { ...noStore, ...reply.headers } });
    },
  };
}

/** Stands in for the schema of what a route does not take. */
const nothing = { safeParse: () => ({ success: true, data: undefined }) } as unknown as z.ZodType;

function storable(sent: Record<string, string>): Record<string, string> {
  const fault = inspectJson(sent);
  if (fault) throw invalid("VALIDATION_FAILED", "The address is not acceptable.", { errors: [fault] });
  return sent;
}

function idempotencyKeyOf(request: Request, rule: "required" | "optional" | undefined): string | undefined {
  if (!rule) return undefined;
  const key = request.headers.get("idempotency-key")?.trim();
  if (!key) {
    if (rule === "optional") return undefined;
    throw new DomainError(400, "IDEMPOTENCY_KEY_REQUIRED", "Send Idempotency-Key, a new one for each new intention.");
  }
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new DomainError(400, "IDEMPOTENCY_KEY_INVALID", "An Idempotency-Key is 1 to 255 visible ASCII characters.");
}
