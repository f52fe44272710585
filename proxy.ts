import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "#server/core/env.ts";

/**
 * The headers of every page. The policy has no `unsafe-inline`, for styles too: HTML that the server renders must carry
 * no `style` attribute (React sets styles through the DOM once it runs, which is allowed). Next finds the nonce in the
 * request's own policy header and puts it on its scripts.
 */
export function proxy(request: NextRequest) {
  const nonce = randomBytes(16).toString("base64");
  const { NODE_ENV, APP_URL, EMBED_ORIGINS } = env();
  const framed = EMBEDDED.test(request.nextUrl.pathname);
  const embedded = framed && EMBED_ORIGINS.length > 0;
  const https = APP_URL.startsWith("https:");
  const evaluate = NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${embedded ? EMBED_ORIGINS.join(" ") : "'none'"}`,
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", request.nextUrl.pathname);
  headers.set("content-security-policy", policy);
  if (framed) headers.set("cookie", preferences(request.nextUrl.searchParams));
  const response = accessLink(request, headers) ?? NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  if (!embedded) response.headers.set("x-frame-options", "DENY");
  response.headers.set("referrer-policy", SECRET.test(request.nextUrl.search) ? "no-referrer" : "same-origin");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  if (https) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  if (PERSONAL.test(request.nextUrl.pathname)) response.headers.set("cache-control", "private, no-store");
  return response;
}

/** `/t/NUMBER?k=SECRET` sets a cookie, which a page cannot do: a route handler behind the same address does. */
function accessLink(request: NextRequest, headers: Headers): NextResponse | undefined {
  const match = /^\/t\/([^/]+)$/.exec(request.nextUrl.pathname);
  if (!match || !request.nextUrl.searchParams.has("k")) return undefined;
  const target = request.nextUrl.clone();
  target.pathname = `/t/${match[1]}/open`;
  return NextResponse.rewrite(target, { request: { headers } });
}

/** What a shop may show in a frame. It knows nobody: no cookie gets there. */
const EMBEDDED = /^\/embed(\/|$)/;

/** Language and theme of a framed page are its address's to say, in the cookies that pages read them from. */
function preferences(query: URLSearchParams): string {
  const asked = [
    ["dz_locale", query.get("lang"), /^(zh-CN|en)$/],
    ["dz_theme", query.get("theme"), /^(light|dark)$/],
  ] as const;
  return asked.flatMap(([name, value, good]) => (value && good.test(value) ? [`${name}=${value}`] : [])).join("; ");
}

/** Addresses that let somebody in, which no referrer may hold: a ticket's link, a hand-over. */
const SECRET = /[?&](?:k|token)=/;

/** Pages that show what only their owner, or staff, may see. */
const PERSONAL =
  /^\/(d|t|inbox|mine|hand-over|before|go|notices|desk|manager|money|channels|settings|risk|checklist|staff|design)(\/|$)/;

export const config = { matcher: ["/((?!api/|_next/static|_next/image|favicon|icon|sandbox).*)"] };
