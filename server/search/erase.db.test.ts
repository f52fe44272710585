import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { searchDocs, searchKeys } from "#db/schema/index.ts";
import { docsWith } from "#db/search.ts";
import { freshDatabase } from "#db/testing.ts";
import { eraseCustomer } from "#server/customers/index.ts";
import { CANARIES, OTHER, seeded } from "#server/customers/testing.ts";
import { freshStorage, later, staff } from "#server/tickets/testing.ts";
import { askedGrams, termsOf } from "./grams.ts";
import { searchTickets } from "./index.ts";
import { indexAll } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const found = async (q: string) => (await searchTickets({ ctx: staff("me"), input: { q } })).items.length;
const inIndex = async (words: string) => {
  const page = { before: Number.MAX_SAFE_INTEGER, limit: 10, budgetMs: 1_000 };
  return (await docsWith(db, askedGrams(termsOf(words)), page)).docs.length;
};

test("an erased customer is found by nothing that they wrote or are reached by, and the others still are", async () => {
  const one = await seeded();
  await seeded("C2002", "O2", OTHER);
  await indexAll();
  expect(await inIndex(CANARIES.words)).toBeGreaterThan(0);
  expect(await found(CANARIES.phone)).toBeGreaterThan(0);
  await eraseCustomer({ ctx: staff("root", later(60), "admin"), input: { customerId: "C1001", reason: "请求 12" } });
  expect(await inIndex(CANARIES.words)).toBe(0);
  for (const q of [CANARIES.words, CANARIES.phone, CANARIES.phone.slice(-4), CANARIES.mail])
    expect(await found(q)).toBe(0);
  const kept = JSON.stringify([await db.select().from(searchKeys), await db.select().from(searchDocs)]);
  for (const text of [CANARIES.phone, CANARIES.mail]) expect(kept).not.toContain(text);
  expect(await found(OTHER.words)).toBeGreaterThan(0);
  // Its number and its order are records of money and still lead to it.
  expect(await found(one.number)).toBe(1);
  expect(await found("O1")).toBe(1);
});
