import { z } from "zod";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { cancelAnnouncement, createAnnouncement, listAnnouncements } from "./announcements.ts";
import { channelHistoryOf } from "./history.ts";
import { managedChannels } from "./public-channels.ts";
import { saveChannel } from "./save-channel.ts";
import { announcementInputSchema, announcementListSchema, channelInputSchema, historyRanges } from "./schemas.ts";
import { getChannel } from "./settings.ts";
import { testChannel } from "./test-channel.ts";

const locale = z.enum(["zh-CN", "en"]).default("zh-CN");
const code = z.string().min(1).max(128);

export const channelsRouter = router({
  /** All channels: how they fare and how they are set up. */
  list: staffProcedure("channels:write")
    .input(z.object({ locale }))
    .query(({ ctx, input }) => managedChannels({ ctx: ctx.caller, locale: input.locale })),
  get: staffProcedure("channels:write")
    .input(z.object({ channel: code }))
    .query(({ ctx, input }) => getChannel({ ctx: ctx.caller, input })),
  save: staffProcedure("channels:write")
    .input(z.object({ channel: code, setting: channelInputSchema }))
    .mutation(({ ctx, input }) =>
      saveChannel({ ctx: ctx.caller, input: { channel: input.channel, ...input.setting } }),
    ),
  test: staffProcedure("channels:write")
    .input(z.object({ channel: code, locale }))
    .mutation(({ ctx, input }) => testChannel({ ctx: ctx.caller, input })),
  history: staffProcedure("channels:write")
    .input(z.object({ channel: code, range: z.enum(historyRanges) }))
    .query(({ ctx, input }) => channelHistoryOf({ ctx: ctx.caller, input })),
  announcements: staffProcedure("channels:write")
    .input(announcementListSchema)
    .query(({ ctx, input }) => listAnnouncements({ ctx: ctx.caller, input })),
  announce: staffProcedure("channels:write")
    .input(announcementInputSchema)
    .mutation(({ ctx, input }) => createAnnouncement({ ctx: ctx.caller, input })),
  cancelAnnouncement: staffProcedure("channels:write")
    .input(z.object({ id: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => cancelAnnouncement({ ctx: ctx.caller, input })),
});
