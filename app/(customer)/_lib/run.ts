import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { type DiagnosisPage, viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { ownerTrace } from "#server/orders/index.ts";
import type { Trace } from "#server/orders/schemas.ts";
import { type HandOver, handOverOf } from "#server/reconcile/index.ts";
import { runAttachments } from "#server/tickets/index.ts";
import type { Attachment } from "#server/tickets/schemas.ts";
import { pageLocale } from "./session.ts";

/** Everything that the pages of a run show. */
export type Run = DiagnosisPage & {
  /** The order's redacted trace, once it is proven to be theirs. */
  trace: Trace | undefined;
  /** That a person has the order by now, and by when there is a result. */
  handOver: HandOver | null;
  attachments: Attachment[];
};

/** @returns undefined when there is no such run, it is somebody else's, or the version that it was made with is not kept here */
export async function loadRun(ctx: Ctx, id: string): Promise<Run | undefined> {
  const locale = await pageLocale();
  try {
    const page = await viewDiagnosisPage({ ctx, input: { id, locale } });
    const trace = page.orderNo === null ? undefined : await ownerTrace(page.orderNo, ctx.clock.now(), locale);
    const handOver = page.orderNo === null ? null : await handOverOf(page.orderNo);
    const attachments = page.ticketNumber === null ? await runAttachments({ ctx, input: { diagnosisId: id } }) : [];
    return { ...page, trace, handOver, attachments };
  } catch (error) {
    // A run whose version of the checklist is gone cannot be told any more: whoever comes is led to a new one.
    if (isDomainError(error, "DIAGNOSIS_NOT_FOUND", "PACK_MISSING", "PACK_DAMAGED", "PACK_UNREADABLE"))
      return undefined;
    throw error;
  }
}
