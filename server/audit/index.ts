export { canonicalJson } from "#server/core/canonical.ts";
export { type AuditEntry, appendAudit } from "./append.ts";
export { type BrokenLink, verifyAudit } from "./verify.ts";
