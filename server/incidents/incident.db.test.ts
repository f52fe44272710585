import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { inboxMessages, incidentEvents, ticketMessages, tickets, topups } from "#db/schema/index.ts";
import { countSelects, freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { deliverInbox } from "#server/notifications/index.ts";
import { seenBy } from "#server/notifications/staff/testing.ts";
import { getTicket, runBulk } from "#server/tickets/index.ts";
import { freshStorage, later, NOW, refusal, staff } from "#server/tickets/testing.ts";
import {
  approveMany,
  followIncidents,
  getIncident,
  incidentApprovals,
  listIncidents,
  moveIncident,
  noteIncident,
  noticeIncident,
  openIncident,
  postMortem,
  proposeIncidents,
  startIncidentBatch,
} from "./index.ts";
import { sameTrouble, ticketRow } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const at = later(10);
const lead = staff("boss", at, "lead");
const job = systemContext("test", fixedClock(at));

/** A proposed incident of five tickets. */
async function proposed() {
  const numbers = await sameTrouble(5, NOW);
  expect(await proposeIncidents(job)).toBe(1);
  const [incident] = (await listIncidents({ ctx: lead, input: {} })).items;
  if (!incident) throw new Error("nothing was proposed");
  return { numbers, incident };
}

async function opened() {
  const { numbers, incident } = await proposed();
  const { number, version } = await moveIncident({
    ctx: lead,
    input: { number: incident.number, version: incident.version, to: "open" },
  });
  await followIncidents(job);
  return { numbers, number, version };
}

describe("tickets of one cause and channel", () => {
  test("in a window are proposed as one incident, once, and nothing is done until a person says so", async () => {
    const { numbers, incident } = await proposed();
    expect(incident).toMatchObject({ state: "proposed", causeCode: "CB_MISSING", channel: "alipay", tickets: 5 });
    expect(await proposeIncidents(job)).toBe(0);
    await followIncidents(job);
    expect((await ticketRow(numbers[0] ?? "")).incidentId).toBeNull();
    const input = { number: incident.number, version: incident.version, to: "dismissed" } as const;
    expect(await refusal(moveIncident({ ctx: staff("ann", at), input }))).toMatchObject({ code: "FORBIDDEN" });
    await moveIncident({ ctx: lead, input });
    // What was dismissed just now is not proposed over and over.
    expect(await proposeIncidents(job)).toBe(0);
  });

  test("are found among many that came alone", async () => {
    const [number = ""] = await sameTrouble(6, NOW);
    const one = await ticketRow(number);
    const alone = Array.from({ length: 60 }, (_, i) => ({
      ...{ ...one, id: newId(), number: `TK9${i}`, accessHash: `hash ${i}`, channel: `a${String(i).padStart(2, "0")}` },
      ...{ orderNo: null, diagnosisId: null },
    }));
    await transact((tx) => tx.insert(tickets).values(alone));
    expect(await proposeIncidents(job)).toBe(1);
    const [found] = (await listIncidents({ ctx: lead, input: {} })).items;
    expect(found).toMatchObject({ channel: "alipay", causeCode: "CB_MISSING" });
  });

  test("fewer than that are none", async () => {
    await sameTrouble(4, NOW);
    expect(await proposeIncidents(job)).toBe(0);
  });

  test("join when it is opened, and those that come in later as well", async () => {
    const { number } = await opened();
    await sameTrouble(2, later(5), { first: 50 });
    await followIncidents(job);
    const incident = await getIncident({ ctx: lead, input: { number } });
    expect(incident).toMatchObject({ tickets: 7, openTickets: 7, amountFen: 7 * 20_000 });
    expect(incident.ticketNumbers).toHaveLength(7);
    const first = incident.ticketNumbers[0] ?? "";
    const ticket = await getTicket({ ctx: lead, input: { number: first } });
    const made = { named: false, causeCode: "CB_MISSING", channel: "alipay" } as const;
    expect(ticket.incident).toEqual({ number, title: incident.title, ...made });
    expect(ticket.sla.some(({ outcome }) => outcome === null)).toBe(true);
    const types = incident.events.map(({ type, count }) => [type, count]);
    expect(types).toEqual([
      ["proposed", 5],
      ["opened", 5],
      ["tickets_joined", 5],
      ["tickets_joined", 2],
    ]);
  });
});

test("every customer is told once, in the ticket and in their inbox, also those who come later", async () => {
  const { numbers, number, version } = await opened();
  const words = { zh: "支付宝回调延迟，正在处理，款项安全。", en: "Alipay is late. Your money is safe." };
  await noticeIncident({ ctx: lead, input: { number, version, ...words } });
  await followIncidents(job);
  await followIncidents(job);
  await sameTrouble(1, later(5), { first: 60 });
  await followIncidents(job);
  const said = (await db.select().from(ticketMessages)).filter(({ body }) => body === words.zh);
  expect(said).toHaveLength(6);
  expect(new Set(said.map(({ ticketId }) => ticketId)).size).toBe(6);
  await seenBy(() => deliverInbox(fixedClock(at)));
  await seenBy(() => deliverInbox(fixedClock(at)));
  const told = (await db.select().from(inboxMessages)).filter(({ kind }) => kind === "incident_told");
  expect(told.map(({ customerId }) => customerId)).toHaveLength(6);
  expect(new Set(told.map(({ customerId }) => customerId)).size).toBe(6);
  expect((await ticketRow(numbers[0] ?? "")).status).not.toBe("resolved");
  expect(await getIncident({ ctx: lead, input: { number } })).toMatchObject({ noticed: 6 });
});

test("a batch asks for each order through its gate, a second person approves them all in one act, and nobody their own", async () => {
  // More than one person may credit alone.
  await sameTrouble(5, NOW, { amountFen: 100_000 });
  await proposeIncidents(job);
  const [found] = (await listIncidents({ ctx: lead, input: {} })).items;
  if (!found) throw new Error("nothing was proposed");
  const { number } = found;
  await moveIncident({ ctx: lead, input: { number, version: found.version, to: "open" } });
  await followIncidents(job);
  const batch = { number, reasonCode: "CB_MISSING" } as const;
  expect(await refusal(startIncidentBatch({ ctx: staff("ann", at), input: batch }))).toMatchObject({
    code: "FORBIDDEN",
  });
  const { total } = await startIncidentBatch({ ctx: lead, input: batch });
  expect(total).toBe(5);
  await runBulk(job);
  const waiting = await incidentApprovals({ ctx: lead, input: { number } });
  expect(waiting).toMatchObject({ totalFen: 500_000 });
  expect(waiting.items).toHaveLength(5);
  expect((await db.select().from(topups)).map(({ state }) => state)).toEqual(Array(5).fill("pending_approval"));
  const items = waiting.items.map(({ id, factsHash }) => ({ id, factsHash }));
  const own = await approveMany({ ctx: lead, input: { number, items } });
  expect(own.items.every(({ state }) => state === "failed")).toBe(true);
  const [first, ...rest] = items;
  const changed = [{ id: first?.id ?? "", factsHash: "0".repeat(64) }, ...rest];
  const second = await approveMany({ ctx: staff("other", at, "lead"), input: { number, items: changed } });
  expect(second.items.map(({ state }) => state)).toEqual(["failed", "approved", "approved", "approved", "approved"]);
  expect((await verifyAudit()).broken).toEqual([]);
});

test("its timeline is kept as it was, and told afterwards in numbers that its lists add up to", async () => {
  const { numbers, number, version } = await opened();
  await noteIncident({ ctx: lead, input: { number, text: "渠道确认 <b>故障</b>\n# 标题" } });
  const mitigated = await moveIncident({ ctx: lead, input: { number, version, to: "mitigated" } });
  const stale = moveIncident({ ctx: lead, input: { number, version, to: "resolved" } });
  expect(await refusal(stale)).toMatchObject({ code: "VERSION_CONFLICT" });
  await moveIncident({ ctx: lead, input: { number, version: mitigated.version, to: "resolved" } });
  const { text, name } = await postMortem({ ctx: staff("ann", at), input: { number }, locale: "zh-CN" });
  expect(name).toBe(`${number}.md`);
  expect(text).toContain("**工单**: 5");
  // Names and a place beside codes and times: it is read by people who were not there.
  expect(text).toContain("**渠道**: 支付宝 (alipay)");
  expect(text).toMatch(/\*\*原因\*\*: [^\n]*\p{Script=Han}[^\n]* \(CB_MISSING\)/u);
  expect(text).toMatch(/\*\*开始\*\*: 2026-11-02 07:40 \(UTC\+8\)/);
  for (const each of numbers) expect(text).toContain(`- ${each}`);
  const late = await postMortem({ ctx: staff("ann", later(24 * 60)), input: { number }, locale: "en" });
  expect(late.text).toMatch(/Service levels missed\*\*: [1-9]/);
  expect(late.text).toMatch(new RegExp(`## Service levels missed \\([1-9]\\d*\\)\n\n- ${numbers[0]} · `));
  // Nobody named it: whoever reads it sees its channel, its cause and who proposed it in their own language.
  const english = await postMortem({ ctx: staff("ann", at), input: { number }, locale: "en" });
  expect(english.text).toMatch(/^# Alipay · [^\p{Script=Han}]+$/mu);
  expect(english.text).toMatch(/Proposed \(5\) · System$/m);
  expect(text).toContain("渠道确认 \\<b\\>故障\\</b\\> \\# 标题");
  expect(text).toMatch(/已缓解.*\n.*已解决/);
  await expect(transact((tx) => tx.delete(incidentEvents).where(eq(incidentEvents.type, "noted")))).rejects.toThrow();
});

test("one of a cause and channel lives at a time", async () => {
  const input = { title: "支付宝", causeCode: "CB_MISSING", channel: "alipay", fromAt: NOW } as const;
  await openIncident({ ctx: lead, input });
  expect(await refusal(openIncident({ ctx: lead, input }))).toMatchObject({ code: "INCIDENT_EXISTS" });
});

test("a list of many takes as many statements as one of one", async () => {
  const open = (channel: string) =>
    openIncident({ ctx: lead, input: { title: channel, causeCode: "CB_MISSING", channel, fromAt: NOW } });
  const counted = () => countSelects(() => listIncidents({ ctx: lead, input: {} }));
  await open("alipay");
  const one = await counted();
  for (const channel of ["wechatpay", "epay", "bank"]) await open(channel);
  expect(one).toBeGreaterThan(0);
  expect(await counted()).toBe(one);
});
