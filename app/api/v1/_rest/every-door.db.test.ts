import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { MAX_JSON_BYTES } from "./endpoint.ts";
import { endpoints } from "./index.ts";
import { call, keyWith } from "./testing.ts";

// Every address is asked for what it refuses, so that nothing is written but keys: one database does for all.
freshDatabase({ beforeEach: beforeAll, afterEach: afterAll });
beforeEach(forgetLimits);

/** Parts of addresses that have a shape of their own. */
const examples: Readonly<Record<string, string>> = { version: "0123456789abcdef", key: "colour", year: "2026" };
const exampleOf = (path: string, name: string) =>
  path.startsWith("/settings/calendars") ? "days" : (examples[name] ?? "X1");
const guarded = endpoints
  .filter((endpoint) => endpoint.access !== "public")
  .map((endpoint) => ({
    ...endpoint,
    url: endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name) => exampleOf(endpoint.path, name)),
  }));
/** Those that keys may call: what is one's own has no key. */
const withBody = guarded.filter(({ schemas, access }) => schemas.body && access !== "staff");
const anyKey = { "idempotency-key": "k1" };

it.each(guarded)("$method $path wants to know who calls", async ({ method, url }) => {
  const nobody = await call(method.toUpperCase(), url, { raw: method === "get" ? undefined : "not even JSON" });
  expect(nobody).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
  expect(nobody.headers.get("www-authenticate")).toContain("Bearer");
});

it.each(guarded)("$method $path wants its scope", async ({ method, url, access }) => {
  const stranger = await call(method.toUpperCase(), url, { key: await keyWith("events:write") });
  const named = access === "staff" ? {} : { permissions: access };
  expect(stranger).toMatchObject({ status: 403, body: { code: "FORBIDDEN", ...named } });
});

it.each(withBody)(
  "$method $path names what is wrong with a body",
  async ({ method, url, maxBodyBytes = MAX_JSON_BYTES }) => {
    const key = await keyWith("*");
    const sending = { key, headers: { ...anyKey, "content-type": "application/json" } };
    const verb = method.toUpperCase();
    expect(await call(verb, url, { ...sending, raw: '{"a":' })).toMatchObject({
      status: 400,
      body: { code: "MALFORMED_JSON" },
    });
    const wrong = await call(verb, url, { ...sending, raw: '"text"' });
    expect(wrong).toMatchObject({ status: 422, body: { code: "VALIDATION_FAILED" } });
    expect(wrong.body.errors.length).toBeGreaterThan(0);
    const text = { ...sending, headers: { ...anyKey, "content-type": "text/plain" } };
    expect((await call(verb, url, { ...text, raw: "{}" })).status).toBe(415);
    const long = await call(verb, url, { ...sending, raw: `{"note":"${"x".repeat(maxBodyBytes)}"}` });
    expect(long).toMatchObject({ status: 413, body: { code: "PAYLOAD_TOO_LARGE" } });
    const nul = await call(verb, url, { ...sending, raw: '{"note":"a\\u0000b"}' });
    expect(nul).toMatchObject({ status: 422, body: { errors: [{ path: "note" }] } });
  },
);
