import { env } from "#server/core/env.ts";
import type { NoticeChannel } from "../schemas.ts";
import type { Channel } from "./channel.ts";
import { mailChannel } from "./mail.ts";
import { smsAliyun } from "./sms-aliyun.ts";
import { smsWebhook } from "./sms-webhook.ts";

export type { Channel, Outgoing, Sent } from "./channel.ts";

let made: { from: object; channels: ReadonlyMap<NoticeChannel, Channel> } | undefined;

/** The ways to customers that this installation has. */
export function channelsInUse(): ReadonlyMap<NoticeChannel, Channel> {
  const settings = env();
  if (made?.from !== settings) {
    const found = [mail(), sms()].filter((channel) => channel !== undefined);
    made = { from: settings, channels: new Map(found.map((channel) => [channel.kind, channel])) };
  }
  return made.channels;
}

function mail(): Channel | undefined {
  const { SMTP_URL: url, MAIL_FROM: from } = env();
  return url !== undefined && from !== undefined ? mailChannel({ url, from }) : undefined;
}

function sms(): Channel | undefined {
  const { SMS_ADAPTER, SMS_URL, SMS_SECRET } = env();
  if (SMS_ADAPTER === "webhook") return smsWebhook({ url: SMS_URL ?? "", secret: SMS_SECRET ?? "" });
  if (SMS_ADAPTER !== "aliyun") return undefined;
  const settings = env();
  return smsAliyun({
    url: settings.ALIYUN_SMS_URL,
    accessKeyId: settings.ALIYUN_SMS_ACCESS_KEY_ID ?? "",
    accessKeySecret: settings.ALIYUN_SMS_ACCESS_KEY_SECRET ?? "",
    signName: settings.ALIYUN_SMS_SIGN_NAME ?? "",
    templateCode: settings.ALIYUN_SMS_TEMPLATE_CODE ?? "",
  });
}
