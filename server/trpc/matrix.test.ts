import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { createCallerFactory, type Meta, type TrpcContext } from "./init.ts";
import { appRouter } from "./router.ts";

/** Who may call what. A procedure that is not in this table fails the test: say here who may before it ships. */
const matrix: Record<string, readonly StaffRole[]> = {
  "auth.me": ["agent", "lead", "manager", "admin"],
  "auth.staff": ["agent", "lead", "manager", "admin"],
  "tickets.list": ["agent", "lead", "manager", "admin"],
  "tickets.counts": ["agent", "lead", "manager", "admin"],
  "tickets.get": ["agent", "lead", "manager", "admin"],
  "tickets.proofs": ["agent", "lead", "manager", "admin"],
  "tickets.update": ["agent", "lead", "manager", "admin"],
  "tickets.postMessage": ["agent", "lead", "manager", "admin"],
  "tickets.topUp": ["agent", "lead", "manager", "admin"],
  // Agents may take back what they asked for themselves; that they may not approve is the verb's to check, and its tests'.
  "tickets.decideTopup": ["agent", "lead", "manager", "admin"],
  "topup.preview": ["agent", "lead", "manager", "admin"],
  "topup.list": ["agent", "lead", "manager", "admin"],
  "topup.previewRefund": ["agent", "lead", "manager", "admin"],
  "topup.refunds": ["agent", "lead", "manager", "admin"],
  "topup.approvals": ["agent", "lead", "manager", "admin"],
  "topup.settings": ["admin"],
  "topup.saveSettings": ["admin"],
  "tickets.refund": ["agent", "lead", "manager", "admin"],
  // As for top-ups: whoever asked may take it back, and how a refund may be settled is the verb's to check.
  "tickets.decideRefund": ["agent", "lead", "manager", "admin"],
  "tickets.settleRefund": ["agent", "lead", "manager", "admin"],
  "commands.list": ["agent", "lead", "manager", "admin"],
  "commands.get": ["agent", "lead", "manager", "admin"],
  "commands.retry": ["lead", "manager", "admin"],
  // Agents may propose, and take back, what became of a command; confirming is the verb's to check, and its tests'.
  "commands.propose": ["agent", "lead", "manager", "admin"],
  "commands.answer": ["agent", "lead", "manager", "admin"],
  "appeals.list": ["agent", "lead", "manager", "admin"],
  "appeals.counts": ["agent", "lead", "manager", "admin"],
  "appeals.get": ["agent", "lead", "manager", "admin"],
  "appeals.claim": ["agent", "lead", "manager", "admin"],
  "appeals.ask": ["agent", "lead", "manager", "admin"],
  "appeals.decide": ["agent", "lead", "manager", "admin"],
  // Agents may take back what they proposed; that they may not agree is the verb's to check, and its tests'.
  "appeals.confirm": ["agent", "lead", "manager", "admin"],
  "appeals.carryOn": ["agent", "lead", "manager", "admin"],
  "appeals.takeBack": ["lead", "manager", "admin"],
  "appeals.settings": ["agent", "lead", "manager", "admin"],
  "appeals.saveSettings": ["admin"],
  "orders.trace": ["agent", "lead", "manager", "admin"],
  "channels.list": ["manager", "admin"],
  "channels.get": ["manager", "admin"],
  "channels.save": ["manager", "admin"],
  "channels.test": ["manager", "admin"],
  "channels.history": ["manager", "admin"],
  "channels.announcements": ["manager", "admin"],
  "channels.announce": ["manager", "admin"],
  "channels.cancelAnnouncement": ["manager", "admin"],
  "risk.rules": ["manager", "admin"],
  "risk.tryRules": ["manager", "admin"],
  "risk.proposeRules": ["manager", "admin"],
  // That who proposed rules may not confirm them is the verb's to check, and its tests'.
  "risk.decideRules": ["manager", "admin"],
  "risk.customer": ["agent", "lead", "manager", "admin"],
  "risk.correct": ["manager", "admin"],
  "risk.withdraw": ["manager", "admin"],
  "payments.callbacks": ["agent", "lead", "manager", "admin"],
  "payments.callback": ["agent", "lead", "manager", "admin"],
  "payments.callbacksOfOrder": ["agent", "lead", "manager", "admin"],
  "payments.replay": ["lead", "manager", "admin"],
  "payments.relay": ["lead", "manager", "admin"],
  "money.list": ["agent", "lead", "manager", "admin"],
  "money.get": ["agent", "lead", "manager", "admin"],
  "money.gateway": ["agent", "lead", "manager", "admin"],
  "money.ask": ["agent", "lead", "manager", "admin"],
  // Writing off needs a lead, and a second one to confirm it: the verbs check it, and their tests.
  "money.saveRepair": ["manager", "admin"],
  "money.resolve": ["agent", "lead", "manager", "admin"],
  "money.confirm": ["agent", "lead", "manager", "admin"],
  "metrics.overview": ["lead", "manager", "admin"],
  "metrics.checklist": ["lead", "manager", "admin"],
  "metrics.checklistRuns": ["lead", "manager", "admin"],
  "disputes.cases": ["agent", "lead", "manager", "admin"],
  "disputes.complaints": ["agent", "lead", "manager", "admin"],
  "disputes.file": ["agent", "lead", "manager", "admin"],
  "disputes.answer": ["agent", "lead", "manager", "admin"],
  "disputes.close": ["agent", "lead", "manager", "admin"],
  "bills.board": ["lead", "manager", "admin"],
  "bills.get": ["lead", "manager", "admin"],
  "bills.retry": ["manager", "admin"],
  "packs.list": ["agent", "lead", "manager", "admin"],
  "packs.get": ["agent", "lead", "manager", "admin"],
  "packs.compare": ["agent", "lead", "manager", "admin"],
  "packs.graph": ["agent", "lead", "manager", "admin"],
  "packs.simulate": ["agent", "lead", "manager", "admin"],
  "packs.loadRun": ["agent", "lead", "manager", "admin"],
  "packs.check": ["lead", "manager", "admin"],
  "packs.save": ["lead", "manager", "admin"],
  "packs.discard": ["lead", "manager", "admin"],
  "packs.propose": ["lead", "manager", "admin"],
  // Leads take back what they proposed; that they decline nobody else's is the verb's to check, and its tests'.
  "packs.decline": ["lead", "manager", "admin"],
  "packs.publish": ["manager", "admin"],
  "tuning.confusion": ["agent", "lead", "manager", "admin"],
  "tuning.cell": ["agent", "lead", "manager", "admin"],
  "tuning.unknown": ["agent", "lead", "manager", "admin"],
  "tuning.weights": ["lead", "manager", "admin"],
  "tuning.accept": ["lead", "manager", "admin"],
  "notices.list": ["agent", "lead", "manager", "admin"],
  "notices.resend": ["agent", "lead", "manager", "admin"],
  "live.desk": ["agent", "lead", "manager", "admin"],
};

const procedures = Object.keys(appRouter._def.procedures);
const callerOf = createCallerFactory(appRouter);

/** Input that no procedure accepts: the permission is checked before it is read, so nothing is ever done. */
const NONSENSE = { nonsense: Symbol("nonsense") };

async function codeOf(path: string, staff: Ctx | null): Promise<string | undefined> {
  const context: TrpcContext = { staff, refresh: async () => staff };
  const call = path
    .split(".")
    .reduce((node: unknown, key) => (node as Record<string, unknown>)[key], callerOf(context)) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    await call(NONSENSE);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(TRPCError);
    return (error as TRPCError).code;
  }
}

const actor = (role: StaffRole): Ctx => ({
  actor: { kind: "staff", id: "s1", name: "S", role, freshUntil: ALWAYS },
  clock: fixedClock("2026-11-01T00:00:00Z"),
});

logger.level = "silent";

describe("permission matrix", () => {
  test("names every procedure and no other", () => {
    expect(procedures.toSorted()).toEqual(Object.keys(matrix).toSorted());
  });

  test("every procedure says what it needs", () => {
    for (const path of procedures) {
      const { meta } =
        (appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } }>)[path]?._def ?? {};
      expect(meta?.permission, path).toBeTruthy();
    }
  });

  test.each(procedures)("%s", async (path) => {
    expect(await codeOf(path, null), "nobody").toBe("UNAUTHORIZED");
    for (const role of staffRoles) {
      const code = await codeOf(path, actor(role));
      if (matrix[path]?.includes(role)) expect(["FORBIDDEN", "UNAUTHORIZED"], role).not.toContain(code);
      else expect(code, role).toBe("FORBIDDEN");
    }
  });
});
