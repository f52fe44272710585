import { afterEn } from "./copy.en.causes.after.ts";
import { beforeEn } from "./copy.en.causes.before.ts";
import type { PackCopy } from "./schema.ts";

/** What is said about each cause in English: to the person, and in `agentNote` to staff. */
export const causesEn: PackCopy["causes"] = { ...beforeEn, ...afterEn };
