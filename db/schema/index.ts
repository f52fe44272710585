export * from "./diagnosis.ts";
export * from "./foundation.ts";
export * from "./orders.ts";
export * from "./tickets.ts";
export * from "./topup.ts";
