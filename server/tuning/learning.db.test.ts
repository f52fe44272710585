import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { diagnoses, diagnosisLog, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { getPack, runningPack } from "#server/diagnosis/index.ts";
import type { CauseCode, Fact } from "#server/diagnosis/schemas.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { updateTicket } from "#server/tickets/index.ts";
import { key, later, NOW, open, run, staff } from "#server/tickets/testing.ts";
import { acceptWeights, confusionTable, confusionTickets, unknownCases, weightProposal } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
// How a pack does on the corpus is the subject of the corpus's own tests, and takes seconds.
const figures = { cases: 1, topOne: 1, topThree: 1, remedy: 1, unsafe: 0, meanQuestions: 0, abstained: 0 };
vi.mock("#server/diagnosis/index.ts", async (original) => ({
  ...(await original<typeof import("#server/diagnosis/index.ts")>()),
  measurePack: async () => ({ all: figures, tune: figures, held: figures }),
}));

const agent = staff("agent", later(60));
const lead = staff("lead", later(60), "lead");
const refusal = (call: Promise<unknown>) => call.then(() => null).catch((error: unknown) => error);
const row = async (number: string) => {
  const [found] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!found) throw new Error("no ticket");
  return found;
};
/** A ticket of a paid order that was never heard of again. Each is another customer's: two of one at once may be one bought twice. */
async function openPaid(orderNo: string) {
  await send(paidWithoutCallback(orderNo, 0, { customerId: `C-${orderNo}` }));
  return open(await run(orderNo, `C-${orderNo}`));
}
async function resolve(number: string, causeCode?: CauseCode, ctx = agent) {
  const { version } = await row(number);
  const input = { number, version, status: "resolved" as const, ...(causeCode ? { causeCode } : {}) };
  await updateTicket({ ctx, input });
}

describe("what agents find", () => {
  test("stands beside what the checklist said, and only where a person said it", async () => {
    const { number } = await openPaid("O1");
    expect(await row(number)).toMatchObject({ predictedCauseCode: "CB_MISSING", finalCauseCode: null });
    await resolve(number, "CB_PROCESS_ERROR");
    expect(await row(number)).toMatchObject({
      predictedCauseCode: "CB_MISSING",
      causeCode: "CB_PROCESS_ERROR",
      finalCauseCode: "CB_PROCESS_ERROR",
    });
    const quiet = await openPaid("O2");
    await resolve(quiet.number);
    expect((await row(quiet.number)).finalCauseCode).toBe("CB_MISSING");
    const machine = await openPaid("O3");
    await resolve(machine.number, undefined, key("k", ["tickets:write"], later(60)));
    expect((await row(machine.number)).finalCauseCode).toBeNull();
  });

  test("makes a table of pairs that leads to the tickets behind it", async () => {
    const numbers: string[] = [];
    for (const [i, cause] of (["CB_MISSING", "CB_PROCESS_ERROR", "CB_PROCESS_ERROR"] as const).entries()) {
      const { number } = await openPaid(`O${i}`);
      await resolve(number, cause);
      numbers.push(number);
    }
    const table = await confusionTable({ ctx: agent, input: { days: 30 } });
    expect(table).toEqual({
      tickets: 3,
      agreed: 1,
      cells: [
        { predicted: "CB_MISSING", final: "CB_PROCESS_ERROR", tickets: 2 },
        { predicted: "CB_MISSING", final: "CB_MISSING", tickets: 1 },
      ],
    });
    const cell = { days: 30 as const, predicted: "CB_MISSING" as const, final: "CB_PROCESS_ERROR" as const, limit: 1 };
    const first = await confusionTickets({ ctx: agent, input: cell });
    const second = await confusionTickets({ ctx: agent, input: { ...cell, cursor: first.nextCursor ?? "" } });
    expect([...first.items, ...second.items].map(({ number }) => number).toSorted()).toEqual(
      numbers.slice(1).toSorted(),
    );
    expect(second.nextCursor).toBeNull();
    const old = staff("agent", "2028-01-01T00:00:00.000Z");
    expect(await confusionTable({ ctx: old, input: { days: 365 } })).toMatchObject({ tickets: 0 });
  });

  test("that fits no cause is kept for triage with the codes as they were spelt", async () => {
    const { number } = await openPaid("O1");
    const failed = { orderNo: "O1", outTradeNo: "P-odd", amountFen: 20_000, channel: "alipay", method: "app" };
    const error = { errorCode: "ACQ.NEVER_SEEN", errorMessage: "odd" };
    await send([
      event("topup.payment.attempted", 30, failed),
      event("topup.payment.failed", 40, { ...failed, ...error }),
    ]);
    await resolve(number, "UNKNOWN");
    const { items } = await unknownCases({ ctx: agent, input: { days: 30 } });
    expect(items).toMatchObject([{ number, predicted: "CB_MISSING", final: "UNKNOWN" }]);
    expect(items[0]?.rawCodes).toContain("ACQ.NEVER_SEEN · odd");
  });

  test("a page that is not ours is refused, and customers see nothing", async () => {
    expect(await refusal(unknownCases({ ctx: agent, input: { days: 30, cursor: "x" } }))).toMatchObject({
      code: "BAD_CURSOR",
    });
    const visitor = { ...agent, actor: { kind: "customer" as const, id: "C1", name: "" } };
    expect(await refusal(confusionTable({ ctx: visitor, input: {} }))).toMatchObject({ status: 403 });
    expect(await refusal(weightProposal({ ctx: agent, input: {} }))).toMatchObject({ status: 403 });
  });
});

/** So many resolved tickets of a cause, in whose runs a fact had a value when they were opened. */
async function labelled(cause: CauseCode, value: string, times: number): Promise<void> {
  const template = await row((await openPaid(`T-${cause}-${value}`)).number);
  const { version } = await runningPack();
  const at = new Date(NOW);
  const facts: Fact[] = [{ key: "cb.state", value, status: "known", source: "platform", observedAt: null }];
  const after: Fact[] = [{ key: "cb.state", value: "applied", status: "known", source: "platform", observedAt: null }];
  const entry = (seq: number, kind: string, data: Record<string, unknown>, minutes: number) => ({
    seq,
    kind,
    data,
    at: new Date(later(minutes)),
  });
  await transact(async (tx) => {
    for (let i = 0; i < times; i++) {
      const id = newId();
      const [run] = await tx
        .select()
        .from(diagnoses)
        .where(eq(diagnoses.id, template.diagnosisId ?? ""));
      if (!run) throw new Error("no run");
      await tx.insert(diagnoses).values({ ...run, id, packVersion: version, orderNo: null });
      const log = [
        entry(1, "started", { given: {}, orderNo: null, trusted: true }, 0),
        entry(2, "proof", { ok: true }, 0),
        entry(3, "facts", { facts }, 1),
        // What came after the ticket was opened is no reason for what was said then.
        entry(4, "facts", { facts: after }, 30),
      ];
      for (const one of log) await tx.insert(diagnosisLog).values({ diagnosisId: id, ...one });
      await tx.insert(tickets).values({
        ...template,
        id: newId(),
        number: `X${id}`,
        accessHash: id,
        orderNo: null,
        diagnosisId: id,
        status: "resolved",
        predictedCauseCode: "CB_MISSING",
        finalCauseCode: cause,
        openedAt: new Date(later(2)),
        resolvedAt: at,
      });
    }
  });
}

describe("proposed weights", () => {
  test("come from what runs knew when their tickets were opened, and are accepted as a draft that two people publish", async () => {
    await labelled("CB_MISSING", "rejected", 40);
    await labelled("CB_BAD_SIGN", "missing", 40);
    const proposal = await weightProposal({ ctx: lead, input: { days: 30 } });
    expect(proposal.cases).toBe(80);
    const running = await runningPack();
    expect(proposal.base).toBe(running.version);
    const change = proposal.changes.find(({ cause, is }) => cause === "CB_MISSING" && is.includes("missing"));
    expect(change).toMatchObject({ fact: "cb.state", known: 40, hits: 0, otherKnown: 40, otherHits: 40 });
    expect(change?.proposed).toBeLessThan(change?.present ?? 0);
    expect(proposal.effect).toMatchObject({ before: { held: figures }, after: { held: figures } });

    const draft = await acceptWeights({ ctx: lead, input: { days: 30, hash: proposal.hash, note: "learned" } });
    expect(draft).toMatchObject({ state: "draft", origin: "learning", base: running.version, note: "learned" });
    expect((await runningPack()).version).toBe(running.version);
    const { diff } = await getPack({ ctx: lead, input: { version: draft.id } });
    expect(diff.items.flatMap(({ changes }) => changes).every(({ what }) => what === "weight")).toBe(true);
    expect(diff.items.some(({ key: cause }) => cause === "CB_MISSING")).toBe(true);
  });

  test("that are not those that were looked at are not accepted, and few cases propose nothing", async () => {
    await labelled("CB_MISSING", "missing", 3);
    const proposal = await weightProposal({ ctx: lead, input: { days: 30 } });
    expect(proposal).toMatchObject({ cases: 3, changes: [], effect: null });
    const accept = acceptWeights({ ctx: lead, input: { days: 30, hash: "0", note: "" } });
    expect(await refusal(accept)).toMatchObject({ code: "PROPOSAL_CHANGED" });
  });
});
