import { eq } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import type { Actor } from "#server/core/context.ts";
import type { CauseCode, ChargeState } from "#server/diagnosis/schemas.ts";
import type { Ticket } from "./schemas.ts";

/** What a ticket takes over from the run of the checklist that it comes from. */
export type DiagnosisRecord = {
  id: string;
  locale: string;
  orderNo: string | null;
  paymentNo: string | null;
  customerId: string | null;
  /** True once the person proved that the order is theirs. */
  owner: boolean;
  causeCode: CauseCode | null;
  chargeState: ChargeState;
  /** What the person themselves said; never looked up. */
  said: { amountFen: number | null; channel: string | null; target: string | null; errorText: string | null };
  summary: Ticket["diagnosis"];
};

/** @returns undefined when there is no such run */
export async function diagnosisRecord(reader: Db, id: string): Promise<DiagnosisRecord | undefined> {
  const [row] = await reader.select().from(diagnoses).where(eq(diagnoses.id, id));
  if (!row) return undefined;
  return {
    ...row,
    said: { amountFen: null, channel: null, target: null, errorText: null },
    summary: { reasons: [], answers: [] },
  };
}

/** Notes in the run which ticket came of it, and that nothing waits any more. */
export async function markTicketed(tx: Tx, id: string, number: string, at: Date): Promise<void> {
  await tx.update(diagnoses).set({ ticketNumber: number, waitUntil: null, updatedAt: at }).where(eq(diagnoses.id, id));
}

/** True when this customer may act on the run: it is theirs by its cookie, or by the customer it belongs to. */
export function ownsDiagnosis(actor: Actor, run: Pick<DiagnosisRecord, "id" | "customerId" | "owner">): boolean {
  if (actor.kind !== "customer") return false;
  return actor.id === `diagnosis:${run.id}` || (run.owner && run.customerId !== null && actor.id === run.customerId);
}
