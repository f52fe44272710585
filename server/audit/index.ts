export { type AuditEntry, appendAudit } from "./append.ts";
export { canonicalJson } from "./chain.ts";
export { type BrokenLink, verifyAudit } from "./verify.ts";
