import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import {
  getStaffPreferences,
  listStaffDeliveries,
  listStaffNotices,
  readStaffNotices,
  resendStaffDelivery,
  saveStaffPreferences,
  unreadStaffNotices,
} from "./index.ts";
import {
  noticeLocales,
  readStaffNoticesSchema,
  saveStaffPreferencesSchema,
  staffDeliveryListSchema,
  staffNoticeListSchema,
} from "./schemas.ts";

export const staffNoticesRouter = router({
  list: staffProcedure("signed-in")
    .input(staffNoticeListSchema.extend({ locale: z.enum(noticeLocales) }))
    .query(({ ctx, input: { locale, ...input } }) => listStaffNotices({ ctx: ctx.caller, input, locale })),
  unread: staffProcedure("signed-in").query(({ ctx }) => unreadStaffNotices({ ctx: ctx.caller })),
  read: staffProcedure("signed-in")
    .input(readStaffNoticesSchema)
    .mutation(({ ctx, input }) => readStaffNotices({ ctx: ctx.caller, input })),
  preferences: staffProcedure("signed-in").query(({ ctx }) => getStaffPreferences({ ctx: ctx.caller })),
  savePreferences: staffProcedure("signed-in")
    .input(saveStaffPreferencesSchema)
    .mutation(({ ctx, input }) => saveStaffPreferences({ ctx: ctx.caller, input })),
  deliveries: staffProcedure("desk:manage")
    .input(staffDeliveryListSchema)
    .query(({ ctx, input }) => listStaffDeliveries({ ctx: ctx.caller, input })),
  resend: staffProcedure("desk:manage")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => resendStaffDelivery({ ctx: ctx.caller, input })),
});
