import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  askEvidence,
  carryOnAppeal,
  claimAppeal,
  confirmAppealOnce,
  countAppeals,
  decideAppealOnce,
  getAppeal,
  getAppealSettings,
  listAppeals,
  saveAppealPolicy,
  takeBackRelease,
} from "./index.ts";
import {
  type Appeal,
  appealListSchema,
  askEvidenceSchema,
  confirmAppealSchema,
  decideAppealSchema,
  saveAppealPolicySchema,
} from "./schemas.ts";

const id = z.string().min(1).max(64);
/** Made anew by the page for each attempt that a person starts, and the same for its repetitions. */
const key = z.string().min(16).max(64);

export const appealsRouter = router({
  list: staffProcedure("tickets:read")
    .input(appealListSchema)
    .query(({ ctx, input }) => listAppeals({ ctx: ctx.caller, input })),
  counts: staffProcedure("tickets:read").query(({ ctx }) => countAppeals({ ctx: ctx.caller })),
  get: staffProcedure("tickets:read")
    .input(z.object({ id }))
    .query(({ ctx, input }) => getAppeal({ ctx: ctx.caller, input })),
  claim: staffProcedure("tickets:write")
    .input(z.object({ id, take: z.boolean() }))
    .mutation(({ ctx, input }) => claimAppeal({ ctx: ctx.caller, input })),
  ask: staffProcedure("tickets:write")
    .input(z.object({ id, wish: askEvidenceSchema }))
    .mutation(({ ctx, input: { id: appeal, wish } }) =>
      askEvidence({ ctx: ctx.caller, input: { ...wish, id: appeal } }),
    ),
  /** Decides, or proposes where a second person is needed; repeated under the same key it answers what it answered. */
  decide: staffProcedure("tickets:write")
    .input(z.object({ id, key, decision: decideAppealSchema }))
    .mutation(async ({ ctx, input: { id: appeal, key: idempotencyKey, decision } }): Promise<Appeal> => {
      const request = { method: "tRPC", path: `appeals.decide/${appeal}`, body: decision };
      const input = { ...decision, id: appeal };
      return (await decideAppealOnce({ ctx: ctx.caller, key: idempotencyKey, request, input })).body;
    }),
  /** The second person's word. Who proposed may take it back with the first permission; the verb checks the rest. */
  confirm: staffProcedure("tickets:write")
    .input(z.object({ id, key, answer: confirmAppealSchema }))
    .mutation(async ({ ctx, input: { id: appeal, key: idempotencyKey, answer } }): Promise<Appeal> => {
      const request = { method: "tRPC", path: `appeals.confirm/${appeal}`, body: answer };
      const input = { ...answer, id: appeal };
      return (await confirmAppealOnce({ ctx: ctx.caller, key: idempotencyKey, request, input })).body;
    }),
  carryOn: staffProcedure("tickets:write")
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => carryOnAppeal({ ctx: ctx.caller, input })),
  takeBack: staffProcedure("topups:approve")
    .input(z.object({ id, note: z.string().trim().min(1).max(2_000) }))
    .mutation(({ ctx, input }) => takeBackRelease({ ctx: ctx.caller, input })),
  settings: staffProcedure("tickets:read").query(({ ctx }) => getAppealSettings({ ctx: ctx.caller })),
  saveSettings: staffProcedure("admin")
    .input(saveAppealPolicySchema)
    .mutation(({ ctx, input }) => saveAppealPolicy({ ctx: ctx.caller, input })),
});
