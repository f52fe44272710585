import { transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemContext } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { type Budget, readBytes } from "#server/http/index.ts";
import { auth } from "./auth.ts";

/** What the doors under `/api/auth` share: small bodies, calls into better-auth, answers without its tokens. */

const MAX_BODY_BYTES = 4_096;
/** Beginnings of a sign-in that write a row for nobody in particular, of one address. */
export const beginBudget: Budget = { name: "sign-in-begin", points: 60, windowS: 60 };

/** @returns the body as JSON; undefined when it is none. @throws DomainError 413 PAYLOAD_TOO_LARGE, 408 BODY_TIMEOUT */
export async function boundedJson(request: Request, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

export const badRequest = (message: string) => new DomainError(400, "BAD_REQUEST", message);

/**
 * Hands a request to better-auth with a body of ours, so that nothing reaches it that was not meant to.
 * @throws Error when it fails in a way that is nobody's fault but ours
 */
export async function forward(request: Request, body: Record<string, string>): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  const response = await auth().handler(
    new Request(request.url, { method: "POST", headers, body: JSON.stringify(body) }),
  );
  if (response.status >= 500) throw new Error(`better-auth answered ${response.status}`);
  return response;
}

/** An answer of ours with the cookies of better-auth's. Its own body repeats tokens that belong in cookies alone. */
export function answer(body: unknown, response?: Response): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const cookie of response?.headers.getSetCookie() ?? []) headers.append("set-cookie", cookie);
  return Response.json(body, { headers });
}

/** Leaves the row that says that attempts at a subject must wait now. */
export const auditLockOut = (subject: string, address: string): Promise<void> =>
  transact((tx) =>
    appendAudit(tx, systemContext("sign-in"), { action: "staff.locked_out", subject, data: { address } }),
  );

/** Any thrown value as a problem document; what is a bug shows nothing of itself. */
export function problem(error: unknown): Response {
  const known = error instanceof DomainError ? error : unavailable(error);
  if (!(error instanceof DomainError)) logger.error({ err: error }, "sign-in failed unexpectedly");
  const status = known?.status ?? 500;
  const code = known?.code ?? "INTERNAL_ERROR";
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  const retryAfterS = known?.details.retryAfterS;
  if (typeof retryAfterS === "number") headers.set("retry-after", String(retryAfterS));
  const title = known?.message ?? "Something went wrong on our side.";
  return new Response(JSON.stringify({ type: "about:blank", title, status, code, retryAfterS }), { status, headers });
}
