import { authRouter } from "#server/auth/router.ts";
import { channelsRouter } from "#server/channels/router.ts";
import { metricsRouter } from "#server/metrics/router.ts";
import { ordersRouter } from "#server/orders/router.ts";
import { ticketsRouter } from "#server/tickets/router.ts";
import { topupRouter } from "#server/topup/router.ts";
import { router } from "./init.ts";
import { liveRouter } from "./live-router.ts";

export const appRouter = router({
  auth: authRouter,
  tickets: ticketsRouter,
  topup: topupRouter,
  orders: ordersRouter,
  metrics: metricsRouter,
  channels: channelsRouter,
  live: liveRouter,
});
export type AppRouter = typeof appRouter;
