import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { locales } from "../schemas.ts";
import { checkPackContent } from "./check-content.ts";
import { discardPackDraft, savePackDraft } from "./drafts.ts";
import { packGraph } from "./graph.ts";
import { comparePacks, getPack, listPacks } from "./list.ts";
import { proposePack } from "./propose.ts";
import { declinePack, publishPack } from "./publish.ts";
import {
  anyPackSchema,
  declineSchema,
  MAX_PACK_BYTES,
  packKeySchema,
  packListSchema,
  proposalSchema,
  publicationSchema,
  saveDraftSchema,
  simulationSchema,
} from "./schemas.ts";
import { simulatePack, simulationOfRun } from "./simulate.ts";

/** A pack's text may grow up to threefold on the way: Chinese in UTF-8, and quotes within quotes. */
const long = { maxBodyBytes: 3 * MAX_PACK_BYTES };

export const packsRouter = router({
  list: staffProcedure("signed-in")
    .input(packListSchema)
    .query(({ ctx, input }) => listPacks({ ctx: ctx.caller, input })),
  get: staffProcedure("signed-in")
    .input(z.object({ version: anyPackSchema }))
    .query(({ ctx, input }) => getPack({ ctx: ctx.caller, input })),
  compare: staffProcedure("signed-in")
    .input(z.object({ from: anyPackSchema, to: anyPackSchema }))
    .query(({ ctx, input }) => comparePacks({ ctx: ctx.caller, input })),
  graph: staffProcedure("signed-in")
    .input(z.object({ version: anyPackSchema, days: z.union([z.literal(7), z.literal(30)]), locale: z.enum(locales) }))
    .query(({ ctx, input }) => packGraph({ ctx: ctx.caller, input })),
  simulate: staffProcedure("signed-in")
    .input(simulationSchema)
    .query(({ ctx, input }) => simulatePack({ ctx: ctx.caller, input })),
  loadRun: staffProcedure("diagnosis:write")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .query(({ ctx, input }) => simulationOfRun({ ctx: ctx.caller, input })),
  /** A mutation although nothing is kept: the text is too long for an address. */
  check: staffProcedure("packs:write", long)
    .input(z.object({ text: z.string().max(MAX_PACK_BYTES) }))
    .mutation(({ ctx, input }) => checkPackContent({ ctx: ctx.caller, input })),
  save: staffProcedure("packs:write", long)
    .input(saveDraftSchema)
    .mutation(({ ctx, input }) => savePackDraft({ ctx: ctx.caller, input })),
  discard: staffProcedure("packs:write")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input }) => {
      await discardPackDraft({ ctx: ctx.caller, input });
      return { discarded: true };
    }),
  propose: staffProcedure("packs:write", long)
    .input(proposalSchema)
    .mutation(({ ctx, input }) => proposePack({ ctx: ctx.caller, input })),
  // Leads may take back what they proposed; declining what others proposed is the verb's to check, and its tests'.
  decline: staffProcedure("packs:write")
    .input(declineSchema.extend({ version: packKeySchema }))
    .mutation(({ ctx, input }) => declinePack({ ctx: ctx.caller, input })),
  publish: staffProcedure("packs:publish")
    .input(publicationSchema.extend({ version: packKeySchema }))
    .mutation(({ ctx, input }) => publishPack({ ctx: ctx.caller, input })),
});
