import { held } from "./held/index.ts";
import type { Scenario } from "./scenario.ts";
import { tune } from "./tune/index.ts";

/** The door of the labelled corpus. It is large: pages and verbs import it only when they need it. */
export { cachedFacts, type Run, runCorpus } from "./run.ts";
export { type Scenario, type Split, splits } from "./scenario.ts";
export type { Figures, Report } from "./summary.ts";

/** All labelled scenarios. */
export const corpus: readonly Scenario[] = [...tune, ...held];
