import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { event, send } from "#server/orders/testing.ts";
import { ChannelBanner } from "./channel-banner.tsx";

freshDatabase({ beforeEach, afterEach });

vi.mock("next-intl/server", () => ({
  getLocale: async () => "zh-CN",
  getTranslations: async () => (key: string) => `[${key}]`,
}));

const shown = async (chargeState: "none" | "possible" | "confirmed") => {
  const element = await ChannelBanner({ chargeState });
  return element === null ? "" : renderToStaticMarkup(element);
};
const channel = (code: string, status: string) =>
  send([
    event("topup.channel.updated", new Date().toISOString(), { channel: code, status, recommended: status === "up" }),
  ]);

test("names the channel to use to whoever was not charged, and to nobody else", async () => {
  await channel("alipay", "up");
  expect(await shown("none")).toBe("");
  await channel("wechatpay", "up");
  await channel("alipay", "down");
  expect(await shown("none")).toContain("当前支付通道异常，建议使用微信支付");
  for (const state of ["possible", "confirmed"] as const) {
    const text = await shown(state);
    expect(text).toContain("[charged]");
    expect(text).not.toContain("微信");
  }
});
