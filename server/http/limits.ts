import { clientAddress } from "./client-address.ts";
import { type Budget, consume, rateLimitHeaders } from "./rate-limit.ts";

/** What one address may ask of a route, and what may be asked of it about one subject, whoever asks. */
export type Limit = { address: Budget; subject?: Budget };

const limit = (name: string, address: number, subject?: number, windowS = 60): Limit => ({
  address: { name, points: address, windowS },
  ...(subject === undefined ? {} : { subject: { name: `${name}-subject`, points: subject, windowS } }),
});

/**
 * The limits of the routes outside `/api/v1`. Addresses are loose, since thousands of phones may share a carrier's one; subjects
 * (a run, a ticket, a link's owner, a person) are tight. A ticket's link has no limit by its ticket: its secret cannot be guessed,
 * and a stranger who counts it down would keep its owner out. What stands as `door` has the front door's limit alone, and what
 * is `signed` is never limited while its signature is good: those routes count the bad ones, by address.
 */
export const routeLimits = {
  "GET /d/[id]/events": limit("live", 600, 60),
  "GET /inbox/events": limit("live", 600, 60),
  "GET /t/[number]/events": limit("live", 600, 60),
  "POST /d/[id]/appeal/upload": limit("uploads", 300, 60, 600),
  "POST /api/uploads": limit("uploads", 300, 60, 600),
  "POST /api/start": limit("begin", 120),
  "GET /api/uploads/[id]": limit("files", 1_200, 240),
  "GET /api/attachments/[id]": limit("files", 1_200, 240),
  "GET /api/attachments/[id]/crop": limit("files", 1_200, 240),
  "POST /api/identity/[id]": limit("identity", 120, 30),
  "GET /t/[number]/evidence": limit("evidence", 100, 20, 600),
  "GET /t/[number]/receipt": limit("receipt", 100, 20, 600),
  "GET /t/[number]/open": limit("access", 120, undefined, 600),
  "POST /hand-over/enter": limit("hand-over", 120, undefined, 600),
  "POST /mine/export": limit("own-export", 60, 10, 600),
  "POST /notices/[token]/off": limit("unsubscribe", 120, 20, 600),
  "GET /notices/[token]/off": "door",
  "GET /api/auth/[...all]": "door",
  "POST /api/auth/[...all]": "door",
  "GET /api/health": "door",
  "GET /api/ready": "door",
  "GET /api/openapi.json": "door",
  "GET /locale": "door",
  "GET /theme": "door",
  "POST /api/events": "signed",
  "POST /api/gateways/alipay/[channel]/notify": "signed",
  "GET /api/gateways/epay/[channel]/notify": "signed",
  "POST /api/gateways/epay/[channel]/notify": "signed",
  "POST /api/gateways/wechatpay/[channel]/complaints": "signed",
  "POST /api/gateways/wechatpay/[channel]/notify": "signed",
} as const satisfies Record<string, Limit | "door" | "signed">;
export type Limited = {
  [R in keyof typeof routeLimits]: (typeof routeLimits)[R] extends string ? never : R;
}[keyof typeof routeLimits];

/** Everything that one address may ask of the installation; assets, signed messages and API keys are not counted in it. */
export const doorBudget: Budget = { name: "address", points: 3_000, windowS: 60 };

/**
 * Counts a request to a route by its address. The first thing a route does, before it looks who is there.
 * @returns the RateLimit headers of what is left
 * @throws DomainError 429 RATE_LIMITED
 */
export async function guard(request: Request, route: Limited): Promise<Record<string, string>> {
  return rateLimitHeaders(await consume(routeLimits[route].address, clientAddress(request.headers)));
}

/**
 * Counts a request by what it is about, once the caller was let in to it: strangers must not use up what is its owner's.
 * @param subject a run, ticket, file or person; it is only ever a key of a counter
 * @returns the RateLimit headers of what is left
 * @throws DomainError 429 RATE_LIMITED
 */
export async function guardSubject(route: Limited, subject: string): Promise<Record<string, string>> {
  const { subject: budget }: Limit = routeLimits[route];
  return budget ? rateLimitHeaders(await consume(budget, subject.slice(0, 200))) : {};
}
