import { type ChannelLocale, channelName, type ProbeVerdict, type PublicChannels } from "./schemas.ts";

export { type ChannelLocale, channelName };

/** The words of the banner while a channel is in trouble and another one works. */
export function bannerText(code: string, label: string | null): NonNullable<PublicChannels["bannerText"]> {
  const zh = channelName(code, label, "zh-CN").replace(/渠道$/, "");
  return {
    "zh-CN": `当前支付通道异常，建议使用${zh}渠道`,
    en: `A payment channel is having trouble. We suggest paying with ${channelName(code, label, "en")}`,
  };
}

const probeTexts: Record<ProbeVerdict, Record<ChannelLocale, string>> = {
  works: {
    "zh-CN": "可以使用：渠道接受了我们的请求，回答也来自这个渠道。",
    en: "It works: the gateway took our request, and the answer is its own.",
  },
  misconfigured: {
    "zh-CN": "设置不能使用，请核对密钥和地址。没有发出请求。",
    en: "The settings cannot be used; check the keys and the address. Nothing was sent.",
  },
  unreachable: {
    "zh-CN": "连不上渠道：请核对地址，确认服务器能访问外网。",
    en: "The gateway cannot be reached: check the address, and that this server may call out.",
  },
  unavailable: {
    "zh-CN": "渠道有响应，但现在忙或出错，请稍后再试。",
    en: "The gateway answers but is busy or failing. Try again later.",
  },
  not_a_gateway: {
    "zh-CN": "这个地址的回答不是支付渠道的格式，请核对地址。",
    en: "What answers at this address does not speak the gateway’s protocol. Check the address.",
  },
  bad_signature: {
    "zh-CN": "渠道回答的签名对不上：请核对渠道公钥（或平台证书），不是商户自己的公钥。",
    en: "The answer’s signature does not fit: check the gateway’s public key (or certificate). It is not your own.",
  },
  refused: {
    "zh-CN": "渠道拒绝了请求：请核对商户号、应用编号和商户私钥。",
    en: "The gateway refused the request: check the merchant number, the app id and your private key.",
  },
  foreign: {
    "zh-CN": "渠道把我们当成了另一个商户：请核对商户号。",
    en: "The gateway takes us for another merchant: check the merchant number.",
  },
};

/** What came of trying a channel out, in a sentence. */
export const probeText = (verdict: ProbeVerdict, locale: ChannelLocale): string => probeTexts[verdict][locale];
