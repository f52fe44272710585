/** The door of the channels module: how channels are set up, how they fare, and which one to use. */
export { cancelAnnouncement, createAnnouncement, listAnnouncements } from "./announcements.ts";
export { channelName } from "./copy.ts";
export { gatewayFor, gatewayOf } from "./gateway-of.ts";
export { channelHistoryOf } from "./history.ts";
export { channelJobs } from "./jobs.ts";
export { channelStanding, managedChannels, publicChannels } from "./public-channels.ts";
export { addSample, flushSamples, type Sample } from "./samples.ts";
export { saveChannel } from "./save-channel.ts";
export { allSettings, channelLabels, channelSetting, getChannel } from "./settings.ts";
export type { Standing } from "./standing.ts";
export { testChannel } from "./test-channel.ts";
