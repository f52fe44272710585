export { type Diagnosis, diagnose } from "./engine.ts";
export { deriveFacts } from "./facts.ts";
export { type LoadedDiagnosis, loadDiagnosis } from "./load.ts";
export {
  type CauseInfo,
  causeInfo,
  causeTitle,
  contentOf as packContentOf,
  copyOf,
  pack,
  packOfContent,
  whyText,
} from "./pack/index.ts";
export type { Pack } from "./pack/schema.ts";
export { checkPackContent } from "./packs/check-content.ts";
export { discardPackDraft, savePackDraft } from "./packs/drafts.ts";
export { packGraph } from "./packs/graph.ts";
export { knownAt } from "./packs/known-at.ts";
export { comparePacks, getPack, listPacks } from "./packs/list.ts";
export { measurePack } from "./packs/measure.ts";
export { proposePack } from "./packs/propose.ts";
export { declinePack, publishPack } from "./packs/publish.ts";
export { packFor, runningPack } from "./packs/read.ts";
export { simulatePack, simulationOfRun } from "./packs/simulate.ts";
export { packJobs, packTrafficOf } from "./packs/traffic.ts";
export { disclose } from "./safety.ts";
export { type Entry, entrySchema } from "./session.ts";
export { answerQuestion } from "./verbs/answer-question.ts";
export { confirmReading, type Named } from "./verbs/confirm-reading.ts";
export { confirmSolved } from "./verbs/confirm-solved.ts";
export { leaveContact } from "./verbs/leave-contact.ts";
export { type OwnerContact, ownerContact } from "./verbs/owner-contact.ts";
export { proveOwnership } from "./verbs/prove-ownership.ts";
export { requestHuman } from "./verbs/request-human.ts";
export { type StartDiagnosisInput, startDiagnosis } from "./verbs/start-diagnosis.ts";
export { undoAnswer } from "./verbs/undo-answer.ts";
export { refreshFacts, viewDiagnosis, viewDiagnosisPage } from "./verbs/view-diagnosis.ts";
export { type AnsweredOnce, viewAnswered } from "./verbs/view-question.ts";
export type { AnsweredQuestion, DiagnosisPage } from "./view.ts";
export { causeVocabulary } from "./vocabulary.ts";
export { contactOf, runSubjects, type WaitView, waitView } from "./wait-view.ts";
export { hasLapsed, type Recheck, recheckWaits, settleWait, stirWaits } from "./waits.ts";
