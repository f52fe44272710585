import { and, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { callbacks, gatewayCallbacks } from "#db/schema/index.ts";
import { orderFields } from "../order-fields.ts";
import type { SnoozeEvent } from "../schemas.ts";

/** Whether what a ticket waits for is so by now. Of a callback: one that was verified came. */
export async function isSo(reader: Db, event: Exclude<SnoozeEvent, "replied">, orderNo: string): Promise<boolean> {
  if (event === "callback") return hasCallback(reader, orderNo);
  const fields = await orderFields(reader, orderNo);
  if (!fields) return false;
  return event === "credited" ? fields.creditedFen > 0 && !fields.chargedNotCredited : fields.refundedFen > 0;
}

async function hasCallback(reader: Db, orderNo: string): Promise<boolean> {
  const [told] = await reader
    .select({ id: callbacks.id })
    .from(callbacks)
    .where(and(eq(callbacks.orderNo, orderNo), eq(callbacks.verified, true)))
    .limit(1);
  if (told) return true;
  const [taken] = await reader
    .select({ id: gatewayCallbacks.id })
    .from(gatewayCallbacks)
    .where(and(eq(gatewayCallbacks.orderNo, orderNo), eq(gatewayCallbacks.verified, true)))
    .limit(1);
  return taken !== undefined;
}
