import { eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import type { Actor } from "#server/core/context.ts";
import { customerIdOf } from "#server/core/customer-id.ts";
import type { LoadedDiagnosis } from "#server/diagnosis/index.ts";
import type { Locale } from "#server/diagnosis/schemas.ts";
import type { Ticket } from "./schemas.ts";

/** Whose a run of the checklist is. */
export type RunOwner = { id: string; customerId: string | null; owner: boolean };

/** Who may act on a run, without replaying it. @returns undefined when there is no such run */
export async function runOwner(reader: Db, id: string): Promise<RunOwner | undefined> {
  const [row] = await reader
    .select({ id: diagnoses.id, customerId: diagnoses.customerId, owner: diagnoses.owner })
    .from(diagnoses)
    .where(eq(diagnoses.id, id));
  return row;
}

/** True when this customer may act on the run: it is theirs by its cookie, or by the customer it was proven to belong to. */
export function ownsDiagnosis(actor: Actor, run: RunOwner): boolean {
  if (actor.kind !== "customer") return false;
  return (
    actor.id === `diagnosis:${run.id}` ||
    (run.owner && run.customerId !== null && customerIdOf(actor) === run.customerId)
  );
}

/** True when the run is this customer's. */
export async function ownsRun(actor: Actor, id: string): Promise<boolean> {
  const run = await runOwner(db, id.slice(0, 64));
  return run !== undefined && ownsDiagnosis(actor, run);
}

/** The reasoning in both languages, as a ticket keeps it. */
export type KeptDiagnosis = Record<Locale, Ticket["diagnosis"]>;

/** What the ticket keeps of the reasoning: it stays as it was when the ticket was opened, whatever the pack says later. */
export function diagnosisSummary({ told }: LoadedDiagnosis): KeptDiagnosis {
  return { "zh-CN": summaryOf(told["zh-CN"]), en: summaryOf(told.en) };
}

function summaryOf({ reasons, answers }: LoadedDiagnosis["told"][Locale]): Ticket["diagnosis"] {
  return {
    reasons: reasons.map(({ code, title, probability, why }) => ({
      code,
      title,
      probability,
      why: why.map((reason) => reason.text),
    })),
    answers: answers.map(({ questionId, title, label }) => ({ questionId, title, value: label })),
  };
}
