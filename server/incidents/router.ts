import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  ackAlert,
  approveMany,
  getIncident,
  incidentApprovals,
  listAlertRules,
  listAlerts,
  listIncidents,
  moveIncident,
  noteIncident,
  noticeIncident,
  openIncident,
  postMortem,
  saveAlertRule,
  startIncidentBatch,
} from "./index.ts";
import {
  alertListSchema,
  approveManySchema,
  batchSchema,
  incidentListSchema,
  incidentNumberSchema,
  moveIncidentSchema,
  noteIncidentSchema,
  noticeIncidentSchema,
  openIncidentSchema,
  saveAlertRuleSchema,
} from "./schemas.ts";

export const alertsRouter = router({
  list: staffProcedure("tickets:read")
    .input(alertListSchema)
    .query(({ ctx, input }) => listAlerts({ ctx: ctx.caller, input })),
  ack: staffProcedure("tickets:write")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => ackAlert({ ctx: ctx.caller, input })),
  rules: staffProcedure("tickets:read").query(({ ctx }) => listAlertRules({ ctx: ctx.caller })),
  saveRule: staffProcedure("incidents:write")
    .input(saveAlertRuleSchema)
    .mutation(({ ctx, input }) => saveAlertRule({ ctx: ctx.caller, input })),
});

const locale = z.enum(["zh-CN", "en"]);

export const incidentsRouter = router({
  list: staffProcedure("tickets:read")
    .input(incidentListSchema)
    .query(({ ctx, input }) => listIncidents({ ctx: ctx.caller, input })),
  get: staffProcedure("tickets:read")
    .input(incidentNumberSchema)
    .query(({ ctx, input }) => getIncident({ ctx: ctx.caller, input })),
  postMortem: staffProcedure("tickets:read")
    .input(incidentNumberSchema.extend({ locale }))
    .query(({ ctx, input }) => postMortem({ ctx: ctx.caller, input, locale: input.locale })),
  open: staffProcedure("incidents:write")
    .input(openIncidentSchema)
    .mutation(({ ctx, input }) => openIncident({ ctx: ctx.caller, input })),
  move: staffProcedure("incidents:write")
    .input(moveIncidentSchema)
    .mutation(({ ctx, input }) => moveIncident({ ctx: ctx.caller, input })),
  note: staffProcedure("incidents:write")
    .input(noteIncidentSchema)
    .mutation(({ ctx, input }) => noteIncident({ ctx: ctx.caller, input })),
  notice: staffProcedure("incidents:write")
    .input(noticeIncidentSchema)
    .mutation(({ ctx, input }) => noticeIncident({ ctx: ctx.caller, input })),
  // Leads alone begin one: that is the verb's to check, and its tests'.
  batch: staffProcedure("topups:request")
    .input(batchSchema)
    .mutation(({ ctx, input }) => startIncidentBatch({ ctx: ctx.caller, input })),
  approvals: staffProcedure("topups:approve")
    .input(incidentNumberSchema)
    .query(({ ctx, input }) => incidentApprovals({ ctx: ctx.caller, input })),
  approveMany: staffProcedure("topups:approve")
    .input(approveManySchema)
    .mutation(({ ctx, input }) => approveMany({ ctx: ctx.caller, input })),
});
