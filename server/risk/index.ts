/** The door of the risk module: what is said before a payment, the platform's rules as data, and people's scores and limits. */
export { correctProfile, listCorrections, withdrawCorrection } from "./corrections.ts";
export { customerRisk, ownerCredit } from "./customer-risk.ts";
export { followSightings } from "./follow.ts";
export { riskJobs } from "./jobs.ts";
export { anonymousPrecheck, keptPrecheck, ownPrecheck, precheck } from "./precheck.ts";
export { riskProfile } from "./profile.ts";
export { decideRules, listRuleSets, proposeRules, rulesInForce, tryRules } from "./rule-sets.ts";
export { evaluateRisk, type RiskHit, type RiskResult } from "./rules/evaluate.ts";
export type { RiskSignals } from "./rules/signals.ts";
export { familyOf } from "./schemas.ts";
