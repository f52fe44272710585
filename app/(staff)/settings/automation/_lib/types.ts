import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/index.ts";

export type RuleInFull = inferRouterOutputs<AppRouter>["automation"]["get"];
