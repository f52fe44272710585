/** What the keepers of the checklist learn from agents: where it was wrong, what fits no cause, and which weights to change. */
export { confusionTable, confusionTickets } from "./confusion.ts";
export { unknownCases } from "./triage.ts";
export { acceptWeights, weightProposal } from "./weights.ts";
