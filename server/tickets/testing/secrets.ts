import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { saveArticle } from "#server/articles/index.ts";
import { followRules, saveRule } from "#server/automation/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { followIncidents, listIncidents, noteIncident, noticeIncident, openIncident } from "#server/incidents/index.ts";
import { settle } from "#server/notifications/testing.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import {
  applyMacro,
  bePresent,
  decideOrderTopup,
  endCall,
  followTicket,
  linkTickets,
  mergeTicket,
  postMessage,
  rateTicket,
  redactAttachment,
  runBulk,
  saveDraft,
  saveField,
  saveMacro,
  saveTag,
  saveView,
  setFields,
  startBulk,
  storeAttachment,
  takeCall,
  topUpOrder,
  updateTicket,
} from "../index.ts";
import { later, open, openPaid, run, staff } from "../testing.ts";

/** For the proof that nothing internal gets out: what the desk does among itself, each with a word that stands nowhere else. */

export const SECRET = "canary7";
export const ada = staff("ada", later(2));
export const lead = staff("leo", later(2), "lead");
const manager = staff("mia", later(2), "manager");
/** What an incident's customers are told. */
export const NOTICE = "渠道故障，正在处理";
/** Every such word that was used. */
export const used = new Set<string>();
export function hidden(where: string): string {
  const word = `${SECRET} ${where}`;
  used.add(word);
  return word;
}
const both = (where: string) => ({ "zh-CN": hidden(where), en: hidden(where) });

export type Case = {
  number: string;
  diagnosisId: string;
  theirs: Ctx;
  note: string;
  picture: string;
  call: { id: string };
};
type Act = (one: Case) => Promise<unknown>;

export const rowOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no such ticket");
  return row;
};
const change = async (number: string, what: Record<string, unknown>) =>
  updateTicket({ ctx: ada, input: { number, version: (await rowOf(number)).version, ...what } });
const note = (number: string, where: string) =>
  postMessage({ ctx: ada, input: { number, body: hidden(where), visibility: "internal" } });
const rules = () => followRules(systemContext("test", fixedClock(later(3))));

/** What changes nothing for the customer: their copy of the ticket is the same after it, byte for byte. */
export const acts: Record<string, Act> = {
  "a note that calls somebody": async (one) => {
    const bytes = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF");
    const place = { name: `${SECRET}.pdf`, kind: "other" as const, ownerKey: "staff:ada" };
    const file = await storeAttachment({ ctx: ada, input: { bytes, ...place } }).catch(() => undefined);
    const more = { mentions: [`${SECRET}-called`], attachmentIds: file ? [file.id] : [] };
    const input = { number: one.number, body: hidden("note"), visibility: "internal" as const, ...more };
    one.note = (await postMessage({ ctx: ada, input })).id;
  },
  "tags of the ticket": (one) => change(one.number, { tags: [hidden("tag")] }),
  "its assignee": (one) => change(one.number, { assignee: `${SECRET}-assignee` }),
  "its priority": (one) => change(one.number, { priority: "low" }),
  "setting it aside": (one) => change(one.number, { snoozeUntil: later(500) }),
  "following it": (one) =>
    followTicket({ ctx: staff(`${SECRET}-follower`), input: { number: one.number, follow: true } }),
  "a draft": (one) =>
    saveDraft({ ctx: ada, input: { number: one.number, body: hidden("draft"), visibility: "public" } }),
  "a field": async (one) => {
    await saveField({ ctx: lead, input: { key: "secret", label: both("label"), kind: "text" } });
    const { version } = await rowOf(one.number);
    return setFields({ ctx: ada, input: { number: one.number, fields: { secret: hidden("field") }, version } });
  },
  "a tag of the desk": () => saveTag({ ctx: lead, input: { name: hidden("word"), about: hidden("about") } }),
  "a view of the desk": () => saveView({ ctx: lead, input: { name: hidden("view"), filter: {}, shared: true } }),
  "a link to somebody else's ticket": async (one) => {
    const other = await openPaid("O2");
    await change(other.number, { tags: [hidden("other's tag")] });
    return linkTickets({ ctx: ada, input: { number: one.number, to: other.number, kind: "duplicate" } });
  },
  "a macro for colleagues": async (one) => {
    const actions = { tags: [hidden("macro's tag")] };
    const input = { name: both("name"), body: both("macro"), visibility: "internal" as const, actions };
    const { id } = await saveMacro({ ctx: ada, input });
    const { version } = await rowOf(one.number);
    return applyMacro({ ctx: ada, input: { number: one.number, macro: id, version } });
  },
  "notes on many tickets at once": async (one) => {
    const action = { kind: "reply" as const, body: hidden("bulk"), visibility: "internal" as const };
    await startBulk({ ctx: ada, input: { tickets: [one.number], action } });
    await runBulk(systemContext("desk.bulk", fixedClock(later(5))));
  },
  "a rule that writes a note": async (one) => {
    await settle();
    await rules();
    const doing = [
      { kind: "note" as const, body: hidden("rule's note") },
      { kind: "add_tags" as const, tags: [hidden("rule's tag")] },
    ];
    const content = { on: ["ticket.updated" as const], if: {}, do: doing };
    await saveRule({ ctx: manager, input: { name: hidden("rule"), enabled: true, content } });
    await change(one.number, { priority: "high" });
    await settle();
    await rules();
    await rules();
  },
  "an incident among colleagues": async (one) => {
    const { causeCode, channel } = await rowOf(one.number);
    const outage = { title: hidden("incident"), causeCode, channel: channel ?? "", fromAt: later(-600) };
    const { number } = await openIncident({ ctx: lead, input: outage });
    await noteIncident({ ctx: lead, input: { number, text: hidden("incident's note") } });
  },
  "an article that is not shown": () => {
    const text = { title: hidden("title"), body: hidden("article") };
    const input = { slug: "not-shown", text: { "zh-CN": text, en: text }, note: hidden("why"), version: 0 };
    return saveArticle({ ctx: lead, input });
  },
  "looking at it": (one) => bePresent({ ctx: ada, input: { number: one.number, kind: "viewing" } }),
  "writing among colleagues": (one) => bePresent({ ctx: ada, input: { number: one.number, kind: "replying" } }),
  "blacking out a picture": (one) =>
    redactAttachment({
      ctx: ada,
      input: { id: one.picture, rectangles: [{ x: 0, y: 0, width: 0.5, height: 0.5 }] },
    }),
  "taking a call": async (one) => {
    const call = await takeCall({ ctx: ada, input: { id: one.call.id, version: 1 } });
    return endCall({ ctx: ada, input: { id: call.id, version: call.version, outcome: "done", note: hidden("call") } });
  },
};

/** What a customer is told of, though not of the words that it holds for colleagues. */
export const loudActs: Record<string, Act> = {
  "an article whose change is explained": () => {
    const text = { title: "到账说明", body: "多数付款几分钟内到账。" };
    const more = { note: hidden("why it changed"), version: 0, publish: true };
    return saveArticle({ ctx: lead, input: { slug: "shown", text: { "zh-CN": text, en: text }, ...more } });
  },
  "an incident's notice": async () => {
    const [{ number, version } = { number: "", version: 0 }] = (await listIncidents({ ctx: lead, input: {} })).items;
    await noticeIncident({ ctx: lead, input: { number, version, zh: NOTICE, en: "We are on it" } });
    await settle();
    await followIncidents(systemContext("test", fixedClock(later(4))));
  },
  "money that is refused, and why": async () => {
    const [asked, decide] = await money("why money");
    await decide("reject", "why not");
    return asked;
  },
  "another ticket of theirs that is joined to it": async (one) => {
    await send(paidWithoutCallback("O3", 0));
    const other = await open(await run("O3"));
    await note(other.number, "note of the other");
    await change(other.number, { tags: [hidden("tag of the other")] });
    const { version } = await rowOf(other.number);
    await mergeTicket({ ctx: ada, input: { number: other.number, into: one.number, version } });
    await note(other.number, "late note of the other");
  },
};

/** The end of a ticket, which sends text messages: the money came. */
export async function ending(one: Case): Promise<void> {
  const [, decide] = await money("why money after all");
  await decide("approve", "why now");
  await note(one.number, "after the end");
  await rateTicket({ ctx: { ...one.theirs, clock: fixedClock(later(4)) }, input: { number: one.number, good: true } });
}

async function money(why: string) {
  const input = { orderNo: "O1", reasonCode: "CB_MISSING" as const, note: hidden(why) };
  const asked = await topUpOrder({ ctx: ada, input });
  const decide = (decision: "approve" | "reject", because: string) =>
    decideOrderTopup({
      ctx: lead,
      input: { id: asked.id, decision, factsHash: asked.factsHash, note: hidden(because) },
    });
  return [asked, decide] as const;
}
