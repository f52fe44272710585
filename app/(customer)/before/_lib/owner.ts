import { isDomainError } from "#server/core/errors.ts";
import { viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { ownerCredit } from "#server/risk/index.ts";
import type { CreditView } from "#server/risk/schemas.ts";
import { diagnosisContext, grants, pageLocale } from "../../_lib/session.ts";

/** The person in this browser, as far as an order of theirs was proven in it. */
export type Owner = CreditView & { customerId: string };

/** Only the newest runs are looked at: whoever proved something did it not long ago. */
const LOOKED_AT = 2;

/** @returns null when no order was proven in this browser */
export async function ownerHere(now: Date): Promise<Owner | null> {
  const locale = await pageLocale();
  for (const id of (await grants()).diagnoses.slice(0, LOOKED_AT)) {
    const ctx = await diagnosisContext(id);
    if (!ctx) continue;
    const orderNo = await provenOrder(() => viewDiagnosisPage({ ctx, input: { id, locale } }));
    const owner = orderNo === null ? null : await ownerCredit({ now, input: { orderNo } });
    if (owner) return owner;
  }
  return null;
}

async function provenOrder(view: () => Promise<{ orderNo: string | null }>): Promise<string | null> {
  try {
    return (await view()).orderNo;
  } catch (error) {
    // A run that is gone proves nothing.
    if (isDomainError(error)) return null;
    throw error;
  }
}
