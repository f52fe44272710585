import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { staffRoles } from "#server/core/permissions.ts";
import { CANARIES, textOf } from "#server/customers/testing.ts";
import { freshStorage, later } from "#server/tickets/testing.ts";
import { asked, inputs, queries, RANGE, seed, staff } from "#server/trpc/questions-testing.ts";
import { endpoints } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
logger.level = "silent";

const PLAIN = [CANARIES.phone, CANARIES.mail, CANARIES.identity];
const locale = "zh-CN" as const;

/** Questions about the shop itself, its staff and its set-up; and callbacks and bills, of which none is seeded. */
const OTHERS =
  /^(auth|channels|bills|bulk|articles|automation|transfer|macros|deskWords|calls|packs\.(list|get|compare|graph|simulate)|risk\.rules|tuning\.cell|payments\.callback$|customers\.(erasures|retention)|[a-z]+\.(counts|settings))/;

test("no question of a page is answered with a contact in plain, whoever asks", async () => {
  const given = inputs(await seed());
  expect(queries.filter((name) => !(name in given) && !OTHERS.test(name))).toEqual([]);
  let masks = 0;
  for (const role of staffRoles) {
    for (const name of Object.keys(given)) {
      const answer = await asked(name, given[name], role);
      for (const plain of PLAIN) expect(answer, `${name} for ${role}`).not.toContain(plain);
      if (answer.includes("139****5601") || answer.includes("c***@example.com")) masks++;
    }
  }
  // Tickets, appeals, complaints, cases, top-ups, refunds, commands, items and notices, for each role.
  expect(masks).toBeGreaterThan(8 * staffRoles.length);
});

test("no address below /api/v1 is answered with one to a member of the staff", async () => {
  const s = await seed();
  const values: Record<string, string | undefined> = { number: s.number, orderNo: "O1", board: "money" };
  const byPath: Record<string, string | undefined> = {
    ...{ diagnoses: s.run, appeals: s.appeal, topups: s.topup, refunds: s.refund, commands: s.command },
    ...{ cases: s.case, "money-items": s.item, attachments: s.file },
  };
  const queriesOf: Record<string, string> = {
    ...{
      "/search": `?q=${CANARIES.phone}`,
      "/tickets": "?queue=all",
      "/appeals": "?group=all",
      "/cases": "?view=all",
      "/money-items": "?state=resolved",
    },
    "/metrics/forecast": "",
    "/metrics/records": `?metric=promise&from=${RANGE.from}&to=${RANGE.to}`,
    ...{ "/learning/confusion": "", "/topups": "?orderNo=O1", "/refunds": "?orderNo=O1" },
  };
  let masks = 0;
  let answered = 0;
  for (const endpoint of endpoints.filter(({ method, access }) => method === "get" && typeof access !== "string")) {
    const { path } = endpoint;
    const params = Object.fromEntries(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [
        name,
        values[name] ?? byPath[path.split("/")[1] ?? ""] ?? "X",
      ]),
    );
    const range = path.startsWith("/metrics") ? `?from=${RANGE.from}&to=${RANGE.to}` : "";
    for (const role of staffRoles) {
      const request = new Request(`http://127.0.0.1/api/v1${path}${queriesOf[path] ?? range}`);
      const reply = await endpoint.handle({ ctx: staff(role), params, request, locale }).catch((error: unknown) => {
        if (error instanceof DomainError && error.status !== 500) return null;
        throw error;
      });
      if (!reply?.ok) continue;
      const text = Buffer.from(await reply.arrayBuffer()).toString();
      for (const plain of PLAIN) expect(text, `${path} for ${role}`).not.toContain(plain);
      if (role !== "admin") continue;
      answered++;
      if (text.includes("139****5601") || text.includes("c***@example.com")) masks++;
    }
  }
  expect(answered).toBeGreaterThan(30);
  expect(masks).toBeGreaterThan(8);
});

test("what consoles are told live are names of things, and no contact is one", async () => {
  await seed();
  const told = (await db.select().from(outbox)).map(({ topic, subject }) => `${topic} ${subject}`).join("\n");
  expect(told).toContain("ticket:");
  for (const plain of PLAIN) expect(told).not.toContain(plain);
});

test("a key of the shop's own systems gets what it told us, as the contract says", async () => {
  const s = await seed();
  const endpoint = endpoints.find(({ method, path }) => method === "get" && path === "/tickets/{number}");
  const key: Ctx = { actor: { kind: "apiKey", id: "k", name: "k", scopes: ["*"] }, clock: fixedClock(later(60)) };
  const request = new Request("http://127.0.0.1/api/v1/tickets/x");
  const reply = await endpoint?.handle({ ctx: key, params: { number: s.number }, request, locale });
  expect(await reply?.json()).toMatchObject({ contact: CANARIES.mail, description: textOf(CANARIES) });
});
