import { afterEach, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { ticketMessages } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { findTicket } from "../access.ts";
import { customerTicket, getTicket } from "../get-ticket.ts";
import { holder, later, openPaid, refusal, staff } from "../testing.ts";
import { listMessages } from "./index.ts";
import { MESSAGES_AT_ONCE } from "./messages.ts";

freshDatabase({ beforeEach, afterEach });

test("a long conversation comes with its newest messages, and the rest page by page, none twice and none left out", async () => {
  const opened = await openPaid();
  const { number } = opened;
  const said = MESSAGES_AT_ONCE + 50;
  await transact(async (tx) => {
    const { id: ticketId } = await findTicket(tx, number);
    const rows = Array.from({ length: said }, (_, i) => ({
      ...{ id: newId(), ticketId, author: "staff" as const, authorId: "a", authorName: "a", body: `${i}` },
      visibility: i % 2 === 0 ? ("public" as const) : ("internal" as const),
      // Several in one millisecond, as a job may write them.
      createdAt: new Date(later(1 + Math.floor(i / 3))),
    }));
    for (let i = 0; i < rows.length; i += 50) await tx.insert(ticketMessages).values(rows.slice(i, i + 50));
  });
  const ctx = staff("ada");
  const ticket = await getTicket({ ctx, input: { number } });
  expect([ticket.messages.length, ticket.earlierMessages]).toEqual([MESSAGES_AT_ONCE, true]);
  const all = [...ticket.messages];
  for (let earlier = true; earlier; ) {
    const before = all[0]?.id ?? "";
    const page = await listMessages({ ctx, input: { number, before, limit: 20 } });
    all.unshift(...page.items);
    earlier = page.earlier;
  }
  expect(all).toHaveLength(said + 1);
  expect(new Set(all.map(({ id }) => id)).size).toBe(said + 1);
  expect(all.slice(1).map(({ body }) => body)).toEqual(Array.from({ length: said }, (_, i) => `${i}`));
  const theirs = await customerTicket({ ctx: await holder(opened), input: { number } });
  expect(theirs.messages).toHaveLength(said / 2 + 1);
  const none = listMessages({ ctx, input: { number, before: newId() } });
  expect((await refusal(none)).code).toBe("MESSAGE_NOT_FOUND");
});
