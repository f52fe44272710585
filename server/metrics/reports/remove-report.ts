import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { reportMails, reportSchedules } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { scheduleOf } from "./schedules.ts";
import { reportIdSchema } from "./schemas.ts";

/**
 * Ends a report. Mails of it that were not begun are not sent any more; whom it went to before is forgotten with it.
 * @throws DomainError 403 FORBIDDEN, 404 REPORT_NOT_FOUND
 */
export async function removeReport(args: { ctx: Ctx; input: z.input<typeof reportIdSchema> }): Promise<{ id: string }> {
  const ctx = authorize(authorize(args.ctx, "metrics:read"), "desk:manage");
  const { id } = reportIdSchema.parse(args.input);
  const work = async (tx: Tx) => {
    await scheduleOf(tx, id);
    await tx.delete(reportSchedules).where(eq(reportSchedules.id, id));
    await tx.delete(reportMails).where(and(eq(reportMails.scheduleId, id), ne(reportMails.state, "sending")));
    await appendAudit(tx, ctx, { action: "report.removed", subject: `report:${id}`, data: {} });
    return { id };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
