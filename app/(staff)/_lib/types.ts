import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/index.ts";

type Outputs = inferRouterOutputs<AppRouter>;

/** A ticket as it comes over the wire. */
export type Ticket = Outputs["tickets"]["get"];
/** What one picture of a ticket says beside the records. */
export type ProofCheck = Outputs["tickets"]["proofs"][number];
