import { env } from "#server/core/env.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The origins that pages of this installation are served from: APP_URL's, and its loopback aliases when it is one. */
export function trustedOrigins(appUrl: string = env().APP_URL): string[] {
  const url = new URL(appUrl);
  if (!LOOPBACK.has(url.hostname)) return [url.origin];
  return [...LOOPBACK].map((host) => `${url.protocol}//${host}${url.port === "" ? "" : `:${url.port}`}`);
}

/**
 * True when a write may come from one of our own pages. Browsers send Origin with every POST; a request without it and
 * without Fetch Metadata does not come from a browser and carries no one else's cookies.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return trustedOrigins().includes(origin);
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin";
}
