export {
  type BodyStream,
  inspectJson,
  parseJson,
  readBytes,
  readForm,
  readJson,
  requireMediaType,
  streamBody,
} from "./body.ts";
export { clientAddress } from "./client-address.ts";
export { type DoorAnswer, frontDoor } from "./front-door.ts";
export { doorBudget, guard, guardSubject, type Limit, type Limited, routeLimits } from "./limits.ts";
export { localeOf, type ProblemLocale } from "./locale.ts";
export {
  assertAllowedUrl,
  callOut,
  callOutStream,
  isPrivateAddress,
  type OutboundAnswer,
  type OutboundCall,
  type OutboundCode,
  OutboundError,
  type OutboundStream,
  outboundCodes,
} from "./outbound.ts";
export { methodNotAllowed, noStore, parseInput, problem, statusHeaders } from "./problem.ts";
export { allProblems, problemTitle } from "./problem-texts.ts";
export { type Budget, consume, exhaust, forgetLimits, isSpent, rateLimitHeaders, type Spent } from "./rate-limit.ts";
export { noteRefusal } from "./refusals.ts";
export { noStream, openStream, whenOver } from "./streams.ts";
