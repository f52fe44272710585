import { eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { noticePreferences } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { type NoticePreferences, preferencesSchema } from "./schemas.ts";

/** What a customer wants to be sent. Everything, unless they said otherwise. */
export async function getPreferences(customerId: string): Promise<NoticePreferences> {
  const [row] = await db.select().from(noticePreferences).where(eq(noticePreferences.customerId, customerId));
  return { mail: !row?.mailOff, sms: !row?.smsOff };
}

/**
 * Notes what the customer of the context wants to be sent.
 * @throws DomainError 403 FORBIDDEN to anybody but a customer
 */
export async function savePreferences({ ctx, input }: { ctx: Ctx; input: NoticePreferences }): Promise<void> {
  const { mail, sms } = preferencesSchema.parse(input);
  if (ctx.actor.kind !== "customer") throw forbidden("Only customers say what they want to be sent.");
  const customerId = ctx.actor.id;
  const values = { mailOff: !mail, smsOff: !sms, updatedAt: ctx.clock.now() };
  await transact(async (tx) => {
    await tx
      .insert(noticePreferences)
      .values({ customerId, ...values })
      .onConflictDoUpdate({ target: noticePreferences.customerId, set: values });
    await appendAudit(tx, ctx, {
      action: "notices.preferences_saved",
      subject: `customer:${customerId}`,
      data: { mail, sms },
    });
  });
}
