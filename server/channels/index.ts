/** The door of the channels module: how channels are set up, how they fare, and which one to use. */
export { gatewayOf } from "./gateway-of.ts";
export { addSample, flushSamples, type Sample } from "./samples.ts";
export { saveChannel } from "./save-channel.ts";
export { allSettings, channelSetting, getChannel } from "./settings.ts";
