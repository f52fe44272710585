/** The door of the automation module: rules, what they did, and what they would have done. */
export { dryRunRule } from "./dry-run.ts";
export { getRule, listRules } from "./read-rules.ts";
export { automationJobs, followRules } from "./run.ts";
export { removeRule, saveRule } from "./save-rule.ts";
