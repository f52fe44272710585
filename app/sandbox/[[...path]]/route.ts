import { env } from "#server/core/env.ts";

export const dynamic = "force-dynamic";

const TIMEOUT_MS = 70_000;
const MAX_BODY_BYTES = 10_000;
/** What the shop needs to know about the visitor's request. Sessions and access links are none of its business. */
const passedOn = ["accept-language", "content-type"];
const passedBack = ["content-type", "cache-control", "content-security-policy", "location"];

/** Shows the demo's sandbox shop, which is a server of its own, under our address. There is none outside the demo. */
async function proxy(request: Request): Promise<Response> {
  const { DEMO, SANDBOX_URL } = env();
  if (!DEMO || !SANDBOX_URL) return new Response("Not found", { status: 404 });
  const { pathname, search } = new URL(request.url);
  const body = request.method === "POST" ? await request.arrayBuffer() : undefined;
  if (body && body.byteLength > MAX_BODY_BYTES) return new Response("Too large", { status: 413 });
  const answer = await fetch(`${SANDBOX_URL}${pathname}${search}`, {
    method: request.method,
    headers: headersFor(request),
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  if (!answer) return new Response("The sandbox shop does not answer. Start it with: npm start", { status: 502 });
  const headers = new Headers();
  for (const name of passedBack) {
    const value = answer.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, headers });
}

function headersFor(request: Request): Headers {
  const headers = new Headers();
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  const locale = /(?:^|;\s*)(dz_locale=[a-z-]+)/i.exec(request.headers.get("cookie") ?? "");
  if (locale?.[1]) headers.set("cookie", locale[1]);
  return headers;
}

export { proxy as GET, proxy as POST };
