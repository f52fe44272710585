import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { commandInFull } from "#app/(staff)/money/commands/_lib/queries.ts";
import { nextSteps } from "#server/workbench/schemas.ts";
import { DeskProvider } from "../_lib/desk-context.tsx";
import { timelineOf } from "../_lib/workbench-queries.ts";
import { TraceClock } from "./trace-clock.tsx";
import { placeOf } from "./trace-next.tsx";
import { spanOf } from "./trace-time.ts";

const row = {
  ...{ id: "r1", at: "2026-11-01T00:00:00.000Z", lane: "callback", kind: "paid", tone: "broken", detail: null },
  ...{ title: "alipay · 回调已拒绝", amountFen: null, lateMs: null, by: null, ref: null, state: null, verified: null },
};
const callback = {
  ...row,
  id: "callback:cb1",
  ref: { kind: "callback", id: "cb1" },
  verified: false,
  detail: "签名不对",
};
const sum = { ...row, id: "r3", lane: "ledger", tone: "ok", title: "记账", amountFen: 20_000, lateMs: 65_000 };
const waiting = { ...row, id: "r4", lane: "command", state: "unknown", ref: { kind: "command", id: "c1" } };
const command = { id: "c1", state: "unknown", kind: "credit", orderNo: "O1", amountFen: 1, delivery: null };

function shown(rows: unknown[], permissions: string[] = ["trace:read"], cut: string[] = []): string {
  const client = new QueryClient();
  const counts = Object.fromEntries((rows as { lane: string }[]).map(({ lane }) => [lane, 1]));
  client.setQueryData(timelineOf("O1", "zh-CN", "1").queryKey, { orderNo: "O1", rows, counts, cut } as never);
  client.setQueryData(commandInFull("c1").queryKey, { ...command, proposal: null, sentAt: row.at } as never);
  const desk = { me: { permissions }, locale: "zh-CN" } as never;
  const intl = { locale: "zh-CN", messages: messagesOf("zh-CN"), timeZone: "Asia/Shanghai" } as never;
  const clock = createElement(TraceClock, { orderNo: "O1", state: "1" });
  return renderToStaticMarkup(
    createElement(
      QueryClientProvider,
      { client },
      createElement(NextIntlClientProvider, intl, createElement(DeskProvider, { value: desk }, clock)),
    ),
  );
}

test("one clock shows every side to the second, each with its lane, and says whose clock differs", () => {
  const text = shown([callback, sum]);
  expect(text).toContain("08:00:00");
  expect(text).toContain("alipay · 回调已拒绝");
  expect(text).toContain("签名不对");
  expect(text).toContain("¥200.00");
  expect(text).toContain("晚到 1分钟5秒");
  expect(text).toMatch(/aria-pressed="true"[^>]*>全部/);
});

test("a callback can be read as it came by all, and judged again by those who may", () => {
  expect(shown([callback])).toMatch(/看原文.*href="\/money\/callbacks\/cb1"/s);
  expect(shown([callback])).not.toContain("重新判断<");
  expect(shown([callback], ["trace:read", "topups:approve"])).toMatch(/重新判断<\/button>/);
});

test("a command without a result can be asked about from its row", () => {
  expect(shown([waiting], ["trace:read", "topups:approve"])).toMatch(/<button[^>]*>[^<]*询问|<button[^>]*>[^<]*问/);
});

test("no record is said in words, and so are too many", () => {
  expect(shown([])).toContain("还没有任何记录");
  expect(shown([sum], [], ["ledger"])).toContain("账本的记录太多");
});

test("every step is done somewhere, but waiting", () => {
  const ref = { kind: "item" as const, id: "i1" };
  const nowhere = nextSteps.filter((step) => placeOf({ step, ref }, "O1") === undefined);
  expect(nowhere).toEqual(["wait"]);
});

test("a span is told in its two largest units", () => {
  expect(spanOf(90_061_000, "en")).toBe("1 day 1 hr");
  expect(spanOf(59_400, "en")).toBe("59 sec");
});
