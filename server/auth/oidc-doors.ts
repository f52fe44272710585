import { z } from "zod";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { consume } from "#server/http/index.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { OIDC_PROVIDER, oidcAuth } from "./oidc.ts";
import { during } from "./phase.ts";
import { answer, badRequest, beginBudget, boundedJson } from "./request.ts";

/** Where whoever was not let in finds themselves: one page, whatever the reason was. */
const FAILED = "/staff/sign-in?problem=oidc";
const FINISH_MS = 20_000;

/** A page of ours: a path, and never what a browser reads as another host. */
const nextSchema = z
  .string()
  .max(1_000)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/)
  .default("/desk");

/**
 * `POST /api/auth/oidc`: begins to sign in by the provider.
 * @returns `{ url }` to go to; a cookie binds what comes back to this browser
 * @throws DomainError 400 BAD_REQUEST, 404 PAGE_NOT_FOUND where none is set, 429 RATE_LIMITED, 503 OIDC_UNAVAILABLE
 */
export async function beginOidc(request: Request, address: string): Promise<Response> {
  await consume(beginBudget, address);
  const parsed = z.object({ next: nextSchema }).safeParse(await boundedJson(request));
  if (!parsed.success) throw badRequest("Send next as JSON: a path.");
  const auth = await oidcAuth();
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  const body = JSON.stringify({
    provider: OIDC_PROVIDER,
    callbackURL: parsed.data.next,
    errorCallbackURL: FAILED,
    disableRedirect: true,
  });
  const response = await auth.handler(
    new Request(`${env().APP_URL}/api/auth/sign-in/social`, { method: "POST", headers, body }),
  );
  const said = z
    .object({ url: z.url({ protocol: /^https?$/ }) })
    .safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !said.success)
    throw new DomainError(503, "OIDC_UNAVAILABLE", "The sign-in service cannot be reached.");
  return answer({ url: said.data.url }, response);
}

/**
 * `GET /api/auth/callback/oidc`: who comes back from the provider is signed in, when the provider vouches for an address that an
 * account here has. The role is the account's. Failures are counted by address as those at sign-in are.
 * @returns a redirection to where sign-in began for, or back to sign-in with one message for every failure
 * @throws DomainError 404 PAGE_NOT_FOUND where no provider is set
 */
export async function finishOidc(request: Request, address: string): Promise<Response> {
  const auth = await oidcAuth().catch(orPage);
  const subject = `oidc:${address}`;
  // A person looks at the answer, so waiting is said on the page as every other failure is.
  if (!auth || !(await beginAttempt(subject, address)).allowed) return redirect(FAILED);
  const url = new URL(request.url);
  const inner = new Request(`${env().APP_URL}${url.pathname}${url.search}`, { headers: request.headers });
  const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, FINISH_MS, undefined).unref());
  const finished = during({ step: "oidc", silent: new Set() }, () => auth.handler(inner)).catch((error: unknown) => {
    logger.warn({ err: error }, "signing in by the OIDC provider failed");
    return undefined;
  });
  const response = await Promise.race([finished, tooLate]);
  const began = response?.headers.getSetCookie().some((cookie) => /session_token=[^;]/.test(cookie));
  const target = nextSchema.safeParse(response?.headers.get("location"));
  if (!response || !began || !target.success) return redirect(FAILED);
  await attemptSucceeded(subject, address);
  return redirect(target.data, response);
}

function orPage(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.status !== 503) throw error;
}

function redirect(location: string, from?: Response): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  for (const cookie of from?.headers.getSetCookie() ?? []) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
