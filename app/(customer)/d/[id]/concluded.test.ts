import { createElement, Fragment, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { Run } from "../../_lib/run.ts";
import { Concluded } from "./concluded.tsx";

const words = Object.assign((key: string) => `[${key}]`, {
  rich: (key: string, parts: { time: () => ReactNode }) => createElement(Fragment, null, `[${key}]`, parts.time()),
});
vi.mock("next-intl/server", () => ({ getTranslations: async () => words }));
vi.mock("next-intl", () => ({ useLocale: () => "zh-CN", useTranslations: () => words }));
vi.mock("./actions.ts", () => ({ solved: async () => undefined }));
vi.mock("./reasons.tsx", () => ({ Reasons: () => null }));
vi.mock("./waiting.tsx", () => ({ Waiting: () => null }));
vi.mock("../../_parts/answer-list.tsx", () => ({ AnswerList: () => null }));

const run = (handOver: Run["handOver"]) =>
  ({
    view: { chargeState: "confirmed", outcome: { kind: "ticket", remedies: [] }, causes: [] },
    cause: { code: "CB_MISSING", title: "t", money: "m", happened: "h", now: "n", by: "b" },
    ...{ chargeText: "c", answers: [], ticketNumber: null, solved: false, handOver, attachments: [] },
  }) as unknown as Run;
const shown = async (handOver: Run["handOver"]) =>
  renderToStaticMarkup(await Concluded({ id: "d1", run: run(handOver) }));
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const since = inHours(-1);

test("whoever's order a person has by now reads so, and by when there is a result", async () => {
  expect(await shown(null)).not.toContain("[handedOver");
  const dueAt = inHours(23);
  const text = await shown({ since, dueAt });
  expect(text).toContain("[handedOver]");
  expect(text).toContain("[handedOverBy]");
  expect(text).toContain(dueAt);
});

test("what a person has already is not offered to be handed to one", async () => {
  expect(await shown(null)).toContain("[ticket]");
  const text = await shown({ since, dueAt: inHours(1) });
  expect(text).not.toContain("[ticket]");
  expect(text).toContain("[tellMore]");
});

test("a promise that was not kept is said to be late, and not promised again", async () => {
  const text = await shown({ since, dueAt: inHours(-1) });
  expect(text).toContain("[handedOverLate]");
  expect(text).not.toContain("[handedOverBy]");
});
