import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, outbox, presences, ticketDrafts, ticketMentions, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { createCallerFactory } from "#server/trpc/init.ts";
import { appRouter } from "#server/trpc/router.ts";
import { customerTicket } from "../get-ticket.ts";
import { postMessage } from "../post-message.ts";
import { holder, key, later, openPaid, refusal, staff, staffAccount } from "../testing.ts";
import { BEAT_MS, forgetPresences } from "./be-present.ts";
import { bePresent, followTicket, isDeskManned, markRead, readDraft, saveDraft, ticketCompany } from "./index.ts";
import { DRAFT_KEPT_MS, forgetDrafts } from "./save-draft.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(async () => {
  for (const id of ["ada", "bo", "cy"]) await staffAccount(id);
});

const ada = staff("ada");
const note = (number: string, mentions: string[], visibility: "public" | "internal" = "internal") =>
  postMessage({ ctx: ada, input: { number, body: "看一下", visibility, mentions } });
const followers = async (number: string) =>
  (await ticketCompany({ ctx: ada, input: { number } })).followers.map(({ id }) => id).sort();

describe("colleagues", () => {
  test("are called by notes alone, by their ids, and follow from then on as whoever wrote does", async () => {
    const { number } = await openPaid();
    expect((await refusal(note(number, ["bo"], "public"))).code).toBe("MENTIONS_ARE_INTERNAL");
    expect(await refusal(note(number, ["bo", "nobody"]))).toMatchObject({
      code: "MENTION_UNKNOWN",
      errors: [{ path: "mentions.1" }],
    });
    const { id } = await note(number, ["bo", "bo"]);
    const rows = await db.select().from(ticketMentions);
    expect(rows).toMatchObject([{ messageId: id, personId: "bo", readAt: null }]);
    expect(await followers(number)).toEqual(["ada", "bo"]);
    const [told] = await db.select().from(outbox).where(eq(outbox.topic, "ticket.noted"));
    expect(told?.payload).toMatchObject({ messageId: id, byId: "ada", mentioned: ["bo"] });
    await markRead({ ctx: staff("bo", later(5)), input: { number, messageId: id } });
    expect((await db.select().from(ticketMentions))[0]?.readAt).toEqual(new Date(later(5)));
  });

  test("follow and leave as they like; a key does not", async () => {
    const { number } = await openPaid();
    const cy = staff("cy");
    await followTicket({ ctx: cy, input: { number, follow: true } });
    await followTicket({ ctx: cy, input: { number, follow: true } });
    expect(await followers(number)).toEqual(["cy"]);
    expect(await db.select().from(auditLog).where(eq(auditLog.action, "ticket.followed"))).toHaveLength(1);
    await followTicket({ ctx: cy, input: { number, follow: false } });
    expect(await followers(number)).toEqual([]);
    expect((await refusal(followTicket({ ctx: key("k"), input: { number, follow: true } }))).code).toBe("FORBIDDEN");
  });

  test("see who else is there and who is writing, until they are gone; nobody is kept from anything", async () => {
    const { number } = await openPaid();
    const [bo, soon, late] = [staff("bo"), staff("ada", later(0.3)), staff("ada", later(2))];
    const seenBy = async (ctx: Ctx) => (await bePresent({ ctx, input: { number, kind: "viewing" } })).others;
    expect(await seenBy(bo)).toEqual([]);
    await bePresent({ ctx: bo, input: { number, kind: "replying" } });
    expect(await seenBy(staff("ada", later(0.05)))).toMatchObject([{ person: "bo", name: "bo", kind: "replying" }]);
    // Who pressed no key for a while looks on.
    expect(await seenBy(soon)).toMatchObject([{ person: "bo", name: "bo", kind: "viewing" }]);
    expect(await isDeskManned(soon.clock)).toBe(true);
    await note(number, []);
    expect(await bePresent({ ctx: late, input: { number, kind: "viewing" } })).toEqual({ others: [] });
    await bePresent({ ctx: late, input: { number, kind: null } });
    await forgetPresences(fixedClock(later(20)));
    expect(await db.select().from(presences)).toEqual([]);
    expect(BEAT_MS).toBeLessThan(25_000);
    const topics = (await db.select().from(outbox)).map(({ topic }) => topic);
    expect(topics.filter((topic) => topic.includes("presence"))).toEqual([]);
  });

  test("find what they began to write on another machine, for a month, and nobody else does", async () => {
    const { number } = await openPaid();
    const before = (await db.select().from(outbox)).length;
    await saveDraft({ ctx: ada, input: { number, body: "一", visibility: "internal" } });
    await saveDraft({ ctx: staff("ada", later(3)), input: { number, body: "一二", visibility: "internal" } });
    const { draft } = await readDraft({ ctx: ada, input: { number } });
    expect(draft).toEqual({ body: "一二", visibility: "internal", updatedAt: later(3) });
    expect(await readDraft({ ctx: staff("bo"), input: { number } })).toEqual({ draft: null });
    expect((await refusal(readDraft({ ctx: key("k"), input: { number } }))).code).toBe("FORBIDDEN");
    expect(await db.select().from(outbox)).toHaveLength(before);
    await saveDraft({ ctx: staff("bo"), input: { number, body: "旧", visibility: "public" } });
    await saveDraft({ ctx: staff("bo"), input: { number, body: " ", visibility: "public" } });
    expect(await db.select().from(ticketDrafts)).toHaveLength(1);
    await forgetDrafts(fixedClock(new Date(new Date(later(3)).getTime() + DRAFT_KEPT_MS + 1)));
    expect(await db.select().from(ticketDrafts)).toEqual([]);
  });
});

test("a draft comes back as it was typed, telephone numbers and all", async () => {
  const { number } = await openPaid();
  const body = "请拨打 13800138000 或写信给 ada@example.com";
  await saveDraft({ ctx: ada, input: { number, body, visibility: "public" } });
  const caller = createCallerFactory(appRouter)({ staff: ada, refresh: async () => null });
  expect((await caller.ticketWork.ownDraft({ number })).draft?.body).toBe(body);
});

test("the desk knows up to where its customer has read, who can read no note; marks never go back", async () => {
  const opened = await openPaid();
  const { number } = opened;
  const [first] = (await customerTicket({ ctx: await holder(opened), input: { number } })).messages;
  const reply = await postMessage({ ctx: ada, input: { number, body: "在查", visibility: "public" } });
  const secret = await note(number, []);
  const version = (await db.select().from(tickets))[0]?.version;
  const theirs = await holder(opened, later(4));
  const mark = (messageId: string) => markRead({ ctx: theirs, input: { number, messageId } });
  expect(await mark(reply.id)).toEqual({ moved: true });
  expect(await mark(first?.id ?? "")).toEqual({ moved: false });
  expect((await refusal(mark(secret.id))).code).toBe("MESSAGE_NOT_FOUND");
  expect((await ticketCompany({ ctx: ada, input: { number } })).customerRead).toEqual({
    messageId: reply.id,
    at: later(4),
  });
  expect((await db.select().from(tickets))[0]?.version).toBe(version);
});
