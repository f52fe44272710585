/** The door of the appeals module: appeals against risk holds, their evidence, and what follows from their decisions. */
export { addEvidence, withdrawEvidence } from "./add-evidence.ts";
export { carryOnAppeal, takeBackRelease } from "./carry-on.ts";
export { type FollowText, wordsOf as appealWordsOf } from "./copy.ts";
export { confirmAppeal, confirmAppealOnce, decideAppeal, decideAppealOnce } from "./decide-appeal.ts";
export { getAppeal } from "./get-appeal.ts";
export { retireIdentity } from "./identity.ts";
export { appealJobs } from "./jobs.ts";
export { type OpenAppealCall, openAppeal } from "./open-appeal.ts";
export { type OwnPage, ownAppealPage } from "./own-appeal.ts";
export type { Where } from "./place.ts";
export { type AppealPage, countAppeals, listAppeals } from "./queries.ts";
export { askEvidence, claimAppeal } from "./review.ts";
export { askSecondLook } from "./second-look.ts";
export { getAppealSettings, saveAppealPolicy } from "./settings.ts";
export { viewIdentity } from "./view-identity.ts";
export { closeSettled, followAppeals, followTickets } from "./watch.ts";
