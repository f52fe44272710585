import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sayError } from "#app/(customer)/_lib/words.ts";
import { POST as start } from "#app/api/start/route.ts";
import { connection } from "#db/client.ts";
import { DatabaseGone } from "#db/errors.ts";
import { freshDatabase } from "#db/testing.ts";
import { env } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { forgetLimits } from "#server/http/index.ts";
import { messagesOf } from "./i18n/messages/index.ts";
import { type Trouble, troubles } from "./trouble.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => {
  forgetLimits();
  logger.level = "silent";
});

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({
  getLocale: async () => "zh-CN",
  getTranslations: async (area: string) => (key: string) => `${area}.${key}`,
}));

const coded = (code: string) => Object.assign(new Error("of the machine"), { code });
const errors: Record<Trouble, Error> = {
  STORAGE_FULL: coded("SQLITE_FULL"),
  STORAGE_READ_ONLY: coded("SQLITE_READONLY"),
  DATABASE_UNAVAILABLE: new DatabaseGone(new Error("of the machine")),
  QUERY_TIMEOUT: coded("57014"),
};

describe.each(troubles)("%s", (trouble) => {
  it("has words for customers and for staff, in both languages", () => {
    for (const locale of ["zh-CN", "en"] as const) {
      const { error, desk } = messagesOf(locale);
      expect(error.trouble[trouble].title).not.toBe("");
      expect(error.trouble[trouble].body).toMatch(locale === "en" ? /is safe/ : /都还在/);
      expect(desk.errors[trouble]).not.toBe("");
    }
  });

  it("is said by a customer's form, instead of that it is our fault", async () => {
    expect(await sayError(errors[trouble])).toBe(`error.trouble.${trouble}.body`);
  });

  it("is said by the start box, with and without a script", async () => {
    const write = vi.spyOn(connection(), "write").mockRejectedValue(errors[trouble]);
    const send = (headers: Record<string, string>) => {
      const body = new FormData();
      body.set("text", "KM209901010000000000");
      const own = { origin: env().APP_URL, "sec-fetch-site": "same-origin" };
      return start(
        new Request(`${env().APP_URL}/api/start`, { method: "POST", body, headers: { ...own, ...headers } }),
      );
    };
    const scripted = await send({ accept: "application/json" });
    expect(scripted.status).toBe(503);
    expect(Number(scripted.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await scripted.json()).toEqual({ errors: [{ field: "text", code: trouble }] });
    expect((await send({})).headers.get("location")).toBe(`/?failed=${trouble}`);
    write.mockRestore();
  });
});
