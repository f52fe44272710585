import { afterZh } from "./copy.zh.causes.after.ts";
import { beforeZh } from "./copy.zh.causes.before.ts";
import type { PackCopy } from "./schema.ts";

/** What is said about each cause in Chinese: to the person, and in `agentNote` to staff. */
export const causesZh: PackCopy["causes"] = { ...beforeZh, ...afterZh };
