import { expect, test } from "vitest";
import { applySla } from "#server/sla/index.ts";
import { creditedMessage, formatMoment, openedMessage, settledMessage } from "./copy.ts";

const at = new Date("2026-11-22T16:05:00Z");

test("moments are Beijing's, midnight is 00", () => {
  expect(formatMoment(at, "zh-CN")).toBe("11月23日 00:05");
  expect(formatMoment(at, "en")).toBe("23 Nov, 00:05 (Beijing time)");
});

test("the first message names what was promised, and nothing that was not", () => {
  const ticket = { number: "TK202611230001", locale: "zh-CN", chargeState: "confirmed" };
  const charged = openedMessage(ticket, applySla([], { type: "opened", chargedNotCredited: true }, at));
  expect(charged).toBe(
    "已收到您的问题，工单号 TK202611230001。我们会在 11月23日 01:05 前核实这笔款项。客服最晚 11月23日 02:05 回复您。处理结果最晚 11月24日 00:05 给出。处理期间请不要为这笔订单再次付款。有新的凭证或情况，可以随时在这里补充。",
  );
  const free = openedMessage(
    { ...ticket, locale: "en", chargeState: "none" },
    applySla([], { type: "opened", chargedNotCredited: false }, at),
  );
  expect(free).not.toContain("checked the payment");
  expect(free).not.toContain("do not pay");
  expect(free).toContain("answer you by 23 Nov, 02:05");
});

test("sums are named", () => {
  expect(creditedMessage("zh-CN", 123_456, "O1")).toContain("已为您补单 ¥1,234.56（订单 O1）");
  expect(settledMessage("en", "O1", 100, 0)).toContain("¥1.00 was credited meanwhile");
  expect(settledMessage("zh-CN", "O1", 100, 50)).toContain("已到账 ¥1.00，已退款 ¥0.50");
});
