import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { inboxMessages } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { confirmAppeal } from "#server/appeals/index.ts";
import { appealOf, decided, frozenAccount, heldOrder, later, staff } from "#server/appeals/testing.ts";
import { noticeText } from "./copy.ts";
import type { NoticeKind } from "./schemas.ts";
import { at, Moving, work } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

/** What the appeal's owner was told, once every job has run at that many minutes after the appeals' tests begin. */
async function told(minutes: number): Promise<{ kind: string; says: string }[]> {
  const clock = new Moving();
  clock.minutes = (new Date(later(minutes)).getTime() - at(0).getTime()) / 60_000;
  await work(clock);
  const messages = await db.select().from(inboxMessages).orderBy(inboxMessages.id);
  return messages
    .filter(({ kind }) => kind.startsWith("appeal_") || kind.startsWith("review_"))
    .map(({ kind, params, orderNo }) => ({
      kind,
      says: noticeText(kind as NoticeKind, { order: orderNo, ticket: null, params }, "zh-CN").body,
    }));
}

test("a denial says that the money goes back where some was paid, and is no second notice of a review that ended", async () => {
  await heldOrder();
  const { id } = await appealOf();
  await told(5);
  await decided(staff("rita", later(10)), id, "deny");
  const after = await told(12);
  expect(new Set(after.map(({ kind }) => kind))).not.toContain("review_denied");
  const denied = after.filter(({ kind }) => kind === "appeal_denied");
  expect(denied).toHaveLength(1);
  expect(denied[0]?.says).toContain("款项会按原付款方式退回");
});

test("a denial promises no money back where none was paid", async () => {
  await frozenAccount("O1");
  const one = await appealOf("O1");
  await decided(staff("rita", later(5)), one.id, "deny");
  const denied = (await told(6)).find(({ kind }) => kind === "appeal_denied");
  expect(denied?.says).toContain("没有需要退回的款项");
  expect(denied?.says).not.toContain("原路退回");
});

test("a pass is told once, with what follows", async () => {
  await frozenAccount("O1");
  const { id } = await appealOf("O1");
  const { factsHash } = await decided(staff("rita", later(5)), id, "pass");
  await confirmAppeal({ ctx: staff("lena", later(6), "lead"), input: { id, agree: true, factsHash } });
  const passed = (await told(7)).filter(({ kind }) => kind === "appeal_passed");
  expect(passed).toEqual([{ kind: "appeal_passed", says: expect.stringContaining("限制已解除") }]);
});
