import { appealsRouter } from "#server/appeals/router.ts";
import { articlesRouter } from "#server/articles/router.ts";
import { authRouter } from "#server/auth/router.ts";
import { automationRouter } from "#server/automation/router.ts";
import { billsRouter } from "#server/bills/router.ts";
import { channelsRouter } from "#server/channels/router.ts";
import { customersRouter } from "#server/customers/router.ts";
import { packsRouter } from "#server/diagnosis/packs/router.ts";
import { disputesRouter } from "#server/disputes/router.ts";
import { alertsRouter, incidentsRouter } from "#server/incidents/router.ts";
import { reportsRouter } from "#server/metrics/reports/router.ts";
import { metricsRouter } from "#server/metrics/router.ts";
import {
  noticesRouter,
  robotsRouter,
  staffNoticesRouter,
  templatesRouter,
  webhooksRouter,
} from "#server/notifications/router.ts";
import { ordersRouter } from "#server/orders/router.ts";
import { paymentsRouter } from "#server/payments/router.ts";
import { moneyRouter } from "#server/reconcile/router.ts";
import { riskRouter } from "#server/risk/router.ts";
import { searchRouter } from "#server/search/router.ts";
import { shiftsRouter } from "#server/shifts/router.ts";
import { slaRouter } from "#server/sla/router.ts";
import { bulkRouter } from "#server/tickets/bulk/router.ts";
import { viewsRouter } from "#server/tickets/desk-views/router.ts";
import { ticketsRouter } from "#server/tickets/router.ts";
import { callsRouter, deskWordsRouter, macrosRouter, ticketWorkRouter } from "#server/tickets/work/router.ts";
import { commandsRouter } from "#server/topup/commands/router.ts";
import { topupRouter } from "#server/topup/router.ts";
import { transferRouter } from "#server/transfer/router.ts";
import { tuningRouter } from "#server/tuning/router.ts";
import { workbenchRouter } from "#server/workbench/router.ts";
import { router } from "./init.ts";
import { liveRouter } from "./live-router.ts";

export const appRouter = router({
  auth: authRouter,
  tickets: ticketsRouter,
  ticketWork: ticketWorkRouter,
  macros: macrosRouter,
  deskWords: deskWordsRouter,
  calls: callsRouter,
  views: viewsRouter,
  bulk: bulkRouter,
  search: searchRouter,
  topup: topupRouter,
  commands: commandsRouter,
  orders: ordersRouter,
  metrics: metricsRouter,
  reports: reportsRouter,
  sla: slaRouter,
  shifts: shiftsRouter,
  channels: channelsRouter,
  payments: paymentsRouter,
  disputes: disputesRouter,
  customers: customersRouter,
  bills: billsRouter,
  money: moneyRouter,
  appeals: appealsRouter,
  packs: packsRouter,
  tuning: tuningRouter,
  risk: riskRouter,
  alerts: alertsRouter,
  incidents: incidentsRouter,
  notices: noticesRouter,
  staffNotices: staffNoticesRouter,
  templates: templatesRouter,
  robots: robotsRouter,
  webhooks: webhooksRouter,
  workbench: workbenchRouter,
  articles: articlesRouter,
  automation: automationRouter,
  transfer: transferRouter,
  live: liveRouter,
});
export type AppRouter = typeof appRouter;
