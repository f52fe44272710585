import { transact } from "#db/client.ts";
import { type diagnoses, slaTargets, tickets, topups } from "#db/schema/index.ts";
import { fixedClock, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { NEVER } from "#server/tickets/index.ts";
import type { SlaMetric } from "#server/tickets/schemas.ts";
import { rebuildCells } from "./cells/rebuild.ts";
import { managerOverview } from "./index.ts";

/** For tests: tickets, clocks and top-ups with just the fields that numbers are made of. */

export const at = (text: string) => new Date(`2026-11-${text}:00Z`);
/** Two Shanghai days, the 10th and 11th, with the two before them; "now" is in the second. */
export const FROM = "2026-11-09T16:00:00Z";
export const TO = "2026-11-11T16:00:00Z";
export const NOW = at("11T12:00");
export const ctx: Ctx = {
  actor: { kind: "staff", id: "boss", name: "Boss", role: "manager", freshUntil: ALWAYS },
  clock: fixedClock(NOW),
};

type Ticket = Partial<typeof tickets.$inferInsert>;
export type Clock = {
  metric: SlaMetric;
  due: string;
  decided?: string;
  outcome?: "met" | "breached" | "cancelled";
  paused?: string;
  /** By the clock of who does the work, where it is another verdict or due time. */
  agent?: { due?: string; outcome?: "met" | "breached" };
};
let made = 0;

export async function ticket(opened: string, values: Ticket = {}, clocks: Clock[] = []): Promise<string> {
  const id = values.id ?? newId();
  const number = `TK${++made}`;
  const openedAt = at(opened);
  await transact(async (tx) => {
    await tx.insert(tickets).values({
      id,
      number,
      status: "open",
      priority: "normal",
      claim: "complete_topup",
      causeCode: "CB_MISSING",
      chargeState: "confirmed",
      locale: "zh-CN",
      diagnosis: {},
      tags: [],
      accessHash: id,
      openedAt,
      updatedAt: openedAt,
      reopenCount: 0,
      publicReplyCount: 0,
      nextDueAt: NEVER,
      version: 1,
      ...values,
    });
    for (const clock of clocks) {
      await tx.insert(slaTargets).values({
        id: newId(),
        ticketId: id,
        metric: clock.metric,
        policyVersion: "t",
        calendarVersion: "t",
        startedAt: new Date(openedAt.getTime() + made++),
        dueAt: at(clock.due),
        pausedAt: clock.paused ? at(clock.paused) : null,
        decidedAt: clock.decided ? at(clock.decided) : null,
        outcome: clock.outcome ?? null,
        agentDueAt: at(clock.agent?.due ?? clock.due),
        agentPausedAt: clock.paused ? at(clock.paused) : null,
        agentOutcome: clock.agent?.outcome ?? clock.outcome ?? null,
      });
    }
  });
  return number;
}

export async function topup(
  decided: string,
  amountFen: number,
  ticketNumber: string | null,
  state: "succeeded" | "rejected" = "succeeded",
) {
  await transact((tx) =>
    tx.insert(topups).values({
      id: newId(),
      orderNo: newId(),
      ticketNumber,
      customerId: "C1",
      amountFen,
      reasonCode: "CB_MISSING",
      state,
      gate: [],
      secondPersonReasons: [],
      factsHash: "x",
      requestedByKind: "staff",
      requestedById: "a",
      requestedByName: "a",
      requestedAt: at(decided),
      decidedAt: at(decided),
    }),
  );
}

/** Adds up what was inserted past the verbs. */
export const built = () => rebuildCells(ctx);
export async function overview(from = FROM, to = TO) {
  await built();
  return managerOverview({ ctx, input: { from, to } });
}
export const replied = (opened: string, minutes: number): Ticket => ({
  firstReplyAt: new Date(at(opened).getTime() + minutes * MINUTE_MS),
});
export const resolved = (when: string, more: Ticket = {}): Ticket => ({
  status: "resolved",
  resolvedAt: at(when),
  firstResolvedAt: at(when),
  ...more,
});

/** A run of the checklist that named a cause, or none. */
export const run = (id: string, causeCode: (typeof diagnoses.$inferInsert)["causeCode"]) => ({
  ...{ id, packVersion: "p", locale: "zh-CN", owner: false, causeCode, chargeState: "possible" as const },
  ...{ createdAt: NOW, updatedAt: NOW },
});
