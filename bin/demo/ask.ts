import { MINUTE_MS } from "#server/core/clock.ts";
import { answerQuestion, proveOwnership, startDiagnosis, viewDiagnosis } from "#server/diagnosis/index.ts";
import type { Claim, DiagnosisView } from "#server/diagnosis/schemas.ts";
import { openTicket, storeAttachment } from "#server/tickets/index.ts";
import { answersOf } from "../../e2e/sandbox/answers.ts";
import { customerSays, type Failure } from "./lines.ts";
import { billImage } from "./proofs.ts";
import { customerAt, type Scene } from "./stage.ts";

/** The checklist asks less than this; the bound only keeps a mistake from going round for ever. */
const MAX_QUESTIONS = 12;
/** Whoever is asked nothing about it was not charged either. */
export const isCharged = (kind: Failure) => (answersOf[kind].debited ?? "no") !== "no";

/**
 * A customer goes through the checklist and opens a ticket, over some minutes that end at `at`.
 * @returns the ticket's number
 */
export async function askForHelp(scene: Scene, at: Date): Promise<string> {
  const { planned, random } = scene;
  const kind = planned.kind as Failure;
  const before = (minutes: number) => new Date(at.getTime() - minutes * MINUTE_MS);
  const description = random.pick(customerSays[kind]);
  const locale = /^[\x20-\x7e]+$/.test(description) ? "en" : "zh-CN";
  const { id } = await startDiagnosis({
    ctx: customerAt("visitor", before(3)),
    input: { orderNo: planned.purchase.orderNo, locale },
  });
  const me = `diagnosis:${id}`;
  // Where nothing was paid there may be no payment number to know; the contact on the order proves as much.
  const proof = isCharged(kind) ? planned.purchase.outTradeNo.slice(-6) : planned.customer.phone;
  await proveOwnership({ ctx: customerAt(me, before(2.5)), input: { id, proof } });
  let view = await viewDiagnosis({ ctx: customerAt(me, before(2.4)), input: { id, locale } });
  for (let asked = 0; view.question && asked < MAX_QUESTIONS; asked++) {
    const value = answerTo(scene, view.question);
    view = await answerQuestion({
      ctx: customerAt(me, before(2.2 - asked * 0.15)),
      input: { id, questionId: view.question.id, value },
    });
  }
  const attachmentIds = random.chance(isCharged(kind) ? 0.45 : 0.15) ? [await proofFor(scene, me, before(0.4))] : [];
  const opened = await openTicket({
    ctx: customerAt(me, at),
    input: {
      diagnosisId: id,
      claim: claimOf(kind, view),
      description,
      contact: random.chance(0.7) ? planned.customer.phone : planned.customer.email,
      attachmentIds,
    },
  });
  return opened.number;
}

/** Uploads a made-up bill. @returns the attachment's id */
export async function proofFor({ planned, random }: Scene, owner: string, at: Date): Promise<string> {
  const format = random.pick(["png", "jpeg", "webp"] as const);
  const stored = await storeAttachment({
    ctx: customerAt(owner, at),
    // Hundreds of pictures would keep the demo from starting for minutes.
    read: "by the job",
    input: {
      bytes: new Uint8Array(await billImage(planned.purchase, format)),
      name: `Screenshot_${planned.purchase.outTradeNo.slice(1, 15)}.${format === "jpeg" ? "jpg" : format}`,
      kind: "debit_proof",
      ownerKey: owner,
    },
  });
  return stored.id;
}

function answerTo({ planned, random }: Scene, question: NonNullable<DiagnosisView["question"]>): string {
  const knows = random.chance(0.85);
  return (knows && answersOf[planned.kind as Failure][question.id]) || "unsure";
}

function claimOf(kind: Failure, view: DiagnosisView): Claim {
  if (kind === "RISK_PLATFORM_HOLD" || kind === "RISK_PLATFORM_BLOCK") return "lift_risk_hold";
  if (kind === "ORD_DUP_PAYMENT" || view.outcome?.kind === "refund") return "refund";
  if (isCharged(kind)) return "complete_topup";
  return view.chargeState === "none" ? "other" : "trace_funds";
}
