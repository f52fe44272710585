import { eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";
import { type TopupPolicy, topupPolicySchema } from "./schemas.ts";

export const TOPUP_POLICY_KEY = "topup.policy";

/** The policy in force: what is set, and the defaults for the rest. @throws ZodError when what is set makes no sense */
export async function loadPolicy(reader: Db): Promise<TopupPolicy> {
  const [row] = await reader.select({ value: settings.value }).from(settings).where(eq(settings.key, TOPUP_POLICY_KEY));
  return topupPolicySchema.parse(row?.value ?? {});
}
