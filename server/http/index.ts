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
export { methodNotAllowed, noStore, parseInput, problem } from "./problem.ts";
export { allProblems, problemTitle } from "./problem-texts.ts";
export { type Budget, consume, forgetLimits, isSpent, rateLimitHeaders, type Spent } from "./rate-limit.ts";
