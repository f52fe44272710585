import type { Diagnosis } from "../engine.ts";
import type { Pack } from "../pack/schema.ts";
import { advisesSplitting, MAX_WAIT_MS } from "../safety.ts";
import type { AdviceTag } from "../schemas.ts";
import type { Scenario } from "./scenario.ts";

/** Ways of paying: forbidden while money may have left. */
export const PAYING: readonly AdviceTag[] = ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"];

/** Tags that may never be advised together: the second would undo or double the first. */
export const forbiddenPairs: readonly (readonly [AdviceTag, AdviceTag])[] = [
  ["REFUND", "REDELIVER"],
  ["DO_NOT_PAY", "PAY_AGAIN"],
  ["DO_NOT_PAY", "SWITCH"],
  ["DO_NOT_PAY", "FINISH_PAYING"],
  ["FINISH_PAYING", "PAY_AGAIN"],
  ["FINISH_PAYING", "SWITCH"],
  ["REFUND", "PAY_AGAIN"],
  ["REFUND", "FINISH_PAYING"],
  ["REDELIVER", "PAY_AGAIN"],
  ["REDELIVER", "SWITCH"],
  ["REDELIVER", "FINISH_PAYING"],
];

/** What is wrong with a result whatever the truth is. */
export function faultsOf(pack: Pack, { chargeState, outcome, advice }: Diagnosis, now: Date): string[] {
  const faults: string[] = [];
  for (const [a, b] of forbiddenPairs) if (advice.includes(a) && advice.includes(b)) faults.push(`${a} with ${b}`);
  for (const tag of ["PAY_AGAIN", "SWITCH"] as const) {
    if (advice.includes(tag) && chargeState !== "none") faults.push(`${tag} while the charge is ${chargeState}`);
  }
  // What was not paid for sure is not delivered by hand.
  if (advice.includes("REDELIVER") && chargeState !== "confirmed") faults.push(`REDELIVER while ${chargeState}`);
  if (advice.includes("REFUND") && chargeState === "none") faults.push("REFUND of what was never taken");
  if (advice.includes("FINISH_PAYING") && chargeState === "confirmed") faults.push("FINISH_PAYING after a charge");
  if (chargeState !== "none" && outcome && !advice.includes("FINISH_PAYING") && !advice.includes("DO_NOT_PAY")) {
    faults.push("no warning while money may have left");
  }
  if (outcome?.kind === "wait") {
    const left = outcome.until === null ? Number.NaN : outcome.until.getTime() - now.getTime();
    if (!(left > 0 && left <= MAX_WAIT_MS)) faults.push("a wait without a deadline");
    if (outcome.recheckAt === null) faults.push("a wait that nobody looks after");
  }
  if (outcome && outcome.remedies.length === 0) faults.push("an end without a remedy");
  for (const code of outcome?.remedies ?? []) {
    const tag = pack.remedies.find((remedy) => remedy.code === code)?.tag;
    if (tag && PAYING.includes(tag) && !advice.includes(tag)) faults.push(`${code} is shown and not advised`);
    if ((pack.remedyTexts[code] ?? []).some(advisesSplitting)) faults.push(`${code} advises to split a sum`);
  }
  return faults;
}

/**
 * What is wrong with a result given where the money is and what must not be advised. While a question is open, the charge is what
 * the records say; at the end it must also bear what the person said.
 */
export function unsafeFor(scenario: Scenario, { chargeState, outcome, advice }: Diagnosis): string[] {
  const { label, money } = scenario;
  const paying = advice.filter((tag) => PAYING.includes(tag));
  const ruledOut = outcome !== null && chargeState === "none";
  return [
    ...(money === "left" ? paying.map((tag) => `${tag} though money left`) : []),
    ...(money === "left" && ruledOut ? ["says that no money left though it did"] : []),
    ...(ruledOut && !label.charge.includes("none") ? ["rules a charge out without proof"] : []),
    ...advice.filter((tag) => label.mustNot.includes(tag)).map((tag) => `${tag} must not be advised`),
  ];
}
