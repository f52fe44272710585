import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { creditClaimKey } from "./rules.ts";
import type { CommandResult } from "./schemas.ts";

/** An order that was released to the platform: by which appeal. */
export type ReleaseOf = { subjectId: string; orderNo: string };

/** Writes down what the platform says of a release: one that it refuses gives the order's credit back to us. */
export async function completeRelease(tx: Tx, ctx: Ctx, of: ReleaseOf, result: CommandResult): Promise<void> {
  if (result.state === "failed") await dropReleaseClaim(tx, ctx, of, result.code ?? "failed");
}

/** Gives the order's credit back to us, if it is this release that holds it. */
export async function dropReleaseClaim(tx: Tx, ctx: Ctx, of: ReleaseOf, why: string): Promise<void> {
  const gone = await tx
    .delete(claims)
    .where(and(eq(claims.key, creditClaimKey(of.orderNo)), eq(claims.holderId, of.subjectId)))
    .returning({ key: claims.key });
  if (gone.length === 0) return;
  await appendAudit(tx, ctx, {
    action: "release.ended",
    subject: `order:${of.orderNo}`,
    data: { appealId: of.subjectId, why },
  });
}
