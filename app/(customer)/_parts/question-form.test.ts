import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { AnswerValue, QuestionKind } from "#server/diagnosis/schemas.ts";
import { QuestionPart } from "./question-part.tsx";

vi.mock("next-intl/server", () => ({ getTranslations: async () => (key: string) => `[${key}]` }));
vi.mock("../d/[id]/actions.ts", () => ({ answer: async () => ({ values: {}, errors: [], turn: 0 }) }));

const shown = async (kind: QuestionKind, value?: AnswerValue, failed?: string) => {
  const options = ["a", "unsure"].map((one) => ({ value: one, label: `${one}!` }));
  const question = { id: "q1", title: "What?", hint: "Because.", kind, options };
  const part = await QuestionPart({ id: "run1", question, value, failed });
  return renderToStaticMarkup(createElement("div", null, part));
};

test.each<[QuestionKind, RegExp]>([
  ["choice", /type="radio"[^>]*name="answer"[^>]*value="a"/],
  ["text", /type="text"[^>]*name="answer"|name="answer"[^>]*type="text"/],
  ["amount", /inputMode="decimal"|inputmode="decimal"/],
  ["time", /type="datetime-local"/],
  ["file", /<input[^>]*type="file"/],
])("a question of kind %s has its heading, its reason, its field, and a way not to know", async (kind, field) => {
  const html = await shown(kind);
  expect(html).toMatch(/<h1[^>]*>What\?<\/h1>/);
  expect(html).toContain("Because.");
  expect(html).toMatch(field);
  expect(html).toMatch(kind === "choice" ? /value="unsure"/ : /name="unsure"/);
});

test.each<[QuestionKind, AnswerValue, string]>([
  ["choice", "a", 'checked=""'],
  ["text", "余额不足", 'value="余额不足"'],
  ["amount", 19_950, 'value="199.50"'],
  ["time", "2026-11-23T05:05:00.000Z", 'value="2026-11-23T13:05"'],
])("an answer of kind %s stands in its form again", async (kind, value, held) => {
  expect(await shown(kind, value)).toContain(held);
  expect(await shown(kind)).not.toContain(held);
});

test("a file goes where it answers the question, and what was wrong with it is said beside it", async () => {
  const html = await shown("file", undefined, "Too large.");
  expect(html).toContain('action="/api/uploads?diagnosis=run1&amp;question=q1"');
  expect(html).toMatch(/enctype="multipart\/form-data"/i);
  expect(html).toMatch(/id="answer-error"[^>]*>.*Too large\./s);
});
