import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { type DiagnosisPage, viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { ownerTrace } from "#server/orders/index.ts";
import type { Trace } from "#server/orders/schemas.ts";
import { runAttachments } from "#server/tickets/index.ts";
import type { Attachment } from "#server/tickets/schemas.ts";
import { pageLocale } from "./session.ts";

/** Everything that the pages of a run show. */
export type Run = DiagnosisPage & {
  /** The order's redacted trace, once it is proven to be theirs. */
  trace: Trace | undefined;
  attachments: Attachment[];
};

/** @returns undefined when there is no such run, or it is somebody else's */
export async function loadRun(ctx: Ctx, id: string): Promise<Run | undefined> {
  const locale = await pageLocale();
  try {
    const page = await viewDiagnosisPage({ ctx, input: { id, locale } });
    const trace = page.orderNo === null ? undefined : await ownerTrace(page.orderNo, ctx.clock.now(), locale);
    const attachments = page.ticketNumber === null ? await runAttachments({ ctx, input: { diagnosisId: id } }) : [];
    return { ...page, trace, attachments };
  } catch (error) {
    if (isDomainError(error, "DIAGNOSIS_NOT_FOUND")) return undefined;
    throw error;
  }
}
