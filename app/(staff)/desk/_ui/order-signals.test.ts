import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { callbacksOfOrder } from "#app/(staff)/money/callbacks/_lib/queries.ts";
import { commandsOfOrder } from "#app/(staff)/money/commands/_lib/queries.ts";
import { DeskProvider } from "../_lib/desk-context.tsx";
import { OrderSignals } from "./order-signals.tsx";

const callback = {
  ...{ id: "cb1", channel: "alipay", kind: "alipay", receivedAt: "2026-11-01T00:00:00.000Z", verified: false },
  ...{ verdict: "rejected", reason: "BAD_SIGNATURE", event: null, outTradeNo: "P1", gatewayTradeNo: null },
  ...{ orderNo: null, amountFen: null, answerStatus: 400, relay: null },
};
const command = { id: "c1", state: "unknown", kind: "credit", orderNo: "O1", amountFen: 20_000 };

function shown(callbacks: unknown[], commands: unknown[], permissions: string[]): string {
  const client = new QueryClient();
  client.setQueryData(callbacksOfOrder("O1").queryKey, callbacks as never);
  client.setQueryData(commandsOfOrder("O1").queryKey, { items: commands, nextCursor: null } as never);
  const desk = { me: { permissions }, locale: "zh-CN" } as never;
  const intl = { locale: "zh-CN", messages: messagesOf("zh-CN"), timeZone: "Asia/Shanghai" } as never;
  const signals = createElement(OrderSignals, { orderNo: "O1" });
  return renderToStaticMarkup(
    createElement(
      QueryClientProvider,
      { client },
      createElement(NextIntlClientProvider, intl, createElement(DeskProvider, { value: desk }, signals)),
    ),
  );
}

test("beside its trace an order shows what came in, judged and why, and what went out", () => {
  const text = shown([callback], [command], ["trace:read"]);
  expect(text).toContain("已拒绝");
  expect(text).toContain("验签未通过");
  expect(text).toContain('href="/money/callbacks/cb1"');
  expect(text).toContain("结果未知");
  expect(text).toContain("¥200.00");
  expect(text).toContain('href="/money/commands?order=O1"');
  expect(text).not.toContain("<button");
});

test("whoever may approve can have a callback judged again from there", () => {
  expect(shown([callback], [], ["trace:read", "topups:approve"])).toMatch(/<button.*重新判断<\/button>/s);
});

test("no callback is said in words, and no command takes no room", () => {
  const text = shown([], [], ["trace:read"]);
  expect(text).toContain("没有直接收到这笔订单的支付回调");
  expect(text).not.toContain("指令");
});
