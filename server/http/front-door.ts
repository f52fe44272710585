import type { IncomingHttpHeaders } from "node:http";
import { isDomainError } from "#server/core/errors.ts";
import { clientAddress } from "./client-address.ts";
import { doorBudget } from "./limits.ts";
import { problem } from "./problem.ts";
import { consume, rateLimitHeaders } from "./rate-limit.ts";

/** Signed messages have budgets of their own, which their signatures open; assets cost nothing. */
const UNCOUNTED = /^\/(?:(?:api\/events|api\/gateways\/|_next\/static\/)|(?:icon\.svg|favicon\.ico)(?:\?|$))/;
/** Here alone keys open anything, and bad ones are counted there. */
const KEYS = /^\/api\/v1(?:[/?]|$)/;

export type DoorAnswer = { headers: Record<string, string>; refusal?: Response };

/**
 * Counts a request at the server's door, by address, before anything is done for it.
 * @returns the RateLimit headers for its answer, and the answer itself when there is nothing left
 */
export async function frontDoor(url: string, headers: IncomingHttpHeaders): Promise<DoorAnswer> {
  if (UNCOUNTED.test(url) || (headers.authorization !== undefined && KEYS.test(url))) return { headers: {} };
  const sent = new Headers();
  for (const name of ["x-forwarded-for", "accept-language"]) {
    const value = headers[name];
    if (value !== undefined) sent.set(name, String(value));
  }
  try {
    return { headers: rateLimitHeaders(await consume(doorBudget, clientAddress(sent))) };
  } catch (error) {
    if (!isDomainError(error, "RATE_LIMITED")) throw error;
    return { headers: {}, refusal: problem(error, new Request("http://door/", { headers: sent })) };
  }
}
