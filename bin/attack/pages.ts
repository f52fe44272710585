import { pageMatrix } from "#server/core/matrix/index.ts";
import type { Answered } from "./probes.ts";

/** What an address answers, as `probes.ts` asks and judges it. */
export type Check = (
  name: string,
  path: string,
  bad: (answer: Answered) => string | false,
  init?: RequestInit,
) => Promise<unknown>;

const SIGN_IN = /^(https?:\/\/[^/]+)?\/staff\/sign-in\?next=/;

/** A page for everybody that has only some names: one that is there. */
const NAMED: Record<string, string> = { "/docs/[part]": "/docs/tickets", "/help/[slug]": "/help/cb-missing" };
const standIn = (address: string) => NAMED[address] ?? address.replaceAll(/\[\w+\]/g, "X1");

/** Walks every page of the matrix as nobody: public ones show, those of the staff lead to signing in, others' own are not there. */
export async function walkPages(check: Check): Promise<void> {
  for (const [address, who] of Object.entries(pageMatrix)) {
    const path = standIn(address);
    await check(`page ${address}`, path, (answer) => judge(who, answer) || policyOf(address, answer));
  }
}

function judge(who: (typeof pageMatrix)[string], { status, headers, text }: Answered): string | false {
  const location = headers.get("location") ?? "";
  if (typeof who === "object") {
    const led = SIGN_IN.test(location) || /\/staff\/sign-in\?next=/.test(text);
    return led && status !== 500 ? false : `lets nobody in: ${status}`;
  }
  if (who === "public") return status >= 400 && `answers ${status}`;
  return false;
}

/** What every page says to browsers. */
function policyOf(address: string, { headers, status }: Answered): string | false {
  if (status >= 300 && status < 400) return false;
  const policy = headers.get("content-security-policy") ?? "";
  const wanted = ["object-src 'none'", "base-uri 'none'", "'strict-dynamic'", "form-action 'self'"];
  const missing = wanted.find((directive) => !policy.includes(directive));
  if (missing) return `has no ${missing}`;
  if (address !== "/embed" && !policy.includes("frame-ancestors 'none'")) return "may be framed";
  if (!headers.has("cross-origin-opener-policy")) return "has no opener policy";
  if (!headers.has("permissions-policy")) return "has no permissions policy";
  if (typeof pageMatrix[address] === "object" || pageMatrix[address] === "own") {
    return /no-store/.test(headers.get("cache-control") ?? "") ? false : `may be kept: ${headers.get("cache-control")}`;
  }
  return false;
}
