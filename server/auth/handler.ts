import { z } from "zod";
import { transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemContext } from "#server/core/context.ts";
import { DomainError, forbidden, notFound, tooManyRequests } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { auth } from "./auth.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { isOwnOrigin } from "./origin.ts";

/** All that the outside may reach of better-auth; accounts are made and changed by our own verbs. */
const OPEN_PATHS = new Set(["POST /api/auth/sign-in/email", "POST /api/auth/sign-out", "GET /api/auth/get-session"]);
const MAX_BODY_BYTES = 4_096;

const credentials = z.object({ email: z.string().max(320), password: z.string().max(1_000) });

/**
 * Answers `/api/auth/*`: sign-in (throttled), sign-out and "who am I". Everything else there is not found.
 * @param address whose request it is
 */
export async function handleAuth(request: Request, address: string): Promise<Response> {
  try {
    const path = `${request.method} ${new URL(request.url).pathname.replace(/\/$/, "")}`;
    if (!OPEN_PATHS.has(path)) throw notFound("PAGE");
    if (request.method === "POST" && !isOwnOrigin(request.headers)) throw forbidden("This page may not do that.");
    return path.endsWith("/sign-in/email") ? await signIn(request, address) : await auth().handler(request);
  } catch (error) {
    return problem(error);
  }
}

async function signIn(request: Request, address: string): Promise<Response> {
  const text = await boundedText(request);
  const parsed = credentials.safeParse(readJson(text));
  if (!parsed.success) throw new DomainError(400, "BAD_REQUEST", "Send email and password as JSON.");
  const { email } = parsed.data;
  const attempt = await beginAttempt(email, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  const body = JSON.stringify({ email: email.trim(), password: parsed.data.password });
  const response = await auth().handler(new Request(request.url, { method: "POST", headers, body }));
  if (response.ok) {
    await attemptSucceeded(email, address);
    // better-auth's answer repeats the session's token, which belongs in the cookie alone.
    const { user } = (await response.json()) as { user: { id: string; name: string; role: string } };
    const answer = { user: { id: user.id, name: user.name, role: user.role } };
    return Response.json(answer, { headers: cookiesOf(response) });
  }
  if (response.status >= 500) throw new Error(`better-auth answered ${response.status} to a sign-in`);
  if (attempt.lockedNow) await auditLockOut(email, address);
  throw new DomainError(401, "BAD_CREDENTIALS", "The email or the password is wrong.");
}

function cookiesOf(response: Response): Headers {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return headers;
}

async function auditLockOut(email: string, address: string): Promise<void> {
  // The address typed may be anyone's and even a password by mistake: only its hash is kept.
  const subject = `sign-in:${sha256Hex(email.trim().toLowerCase()).slice(0, 16)}`;
  await transact((tx) =>
    appendAudit(tx, systemContext("sign-in"), { action: "staff.locked_out", subject, data: { address } }),
  );
}

async function boundedText(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const tooLarge = () => new DomainError(413, "BODY_TOO_LARGE", "The body is too large.");

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(error: unknown): Response {
  const known = error instanceof DomainError;
  if (!known) logger.error({ err: error }, "sign-in failed unexpectedly");
  const status = known ? error.status : 500;
  const code = known ? error.code : "INTERNAL_ERROR";
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  const retryAfterS = known ? error.details.retryAfterS : undefined;
  if (typeof retryAfterS === "number") headers.set("retry-after", String(retryAfterS));
  const title = known ? error.message : "Something went wrong on our side.";
  return new Response(JSON.stringify({ type: "about:blank", title, status, code, retryAfterS }), { status, headers });
}
