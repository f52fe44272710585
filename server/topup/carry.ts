import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { carryOut } from "./commands/index.ts";
import type { Topup } from "./schemas.ts";
import { topupView } from "./view.ts";

/**
 * Carries out a top-up that its transaction left to the platform, and says how it is then. Outside transactions only. What is
 * still open after that, the jobs bring to its end.
 * @param topup as the transaction left it; one that is not being executed comes back as it is
 */
export async function carryTopup(ctx: Ctx, topup: Topup): Promise<Topup> {
  if (topup.state !== "executing") return topup;
  await carryOut({ ctx, commandId: topup.id });
  const [row] = await db.select().from(topups).where(eq(topups.id, topup.id));
  return row ? topupView(row) : topup;
}
