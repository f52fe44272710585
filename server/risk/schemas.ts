/** The words of the risk module: what rules are about, rules as data, credit scores, and what is asked before a payment. */
export * from "./customer-schemas.ts";
export * from "./family-schemas.ts";
export * from "./precheck-schemas.ts";
export * from "./profile-schemas.ts";
export * from "./rule-schemas.ts";
