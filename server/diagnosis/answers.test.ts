import { expect, test } from "vitest";
import { checkAnswer, setAside } from "./answers.ts";
import { pack as builtIn } from "./pack/index.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import type { AnswerValue, QuestionKind } from "./schemas.ts";
import { emptySession } from "./session.ts";

const base = builtIn.questions.find(({ id }) => id === "debited") as QuestionRule;
const ask = (kind: QuestionKind): QuestionRule => ({
  ...base,
  id: `by_${kind}`,
  fact: `user.by_${kind}`,
  kind,
  options: [{ value: "unsure", share: 1 }, ...(kind === "choice" ? [{ value: "a", share: 1 }] : [])],
});
const pack: Pack = { ...builtIn, questions: (["choice", "text", "amount", "time", "file"] as const).map(ask) };

test.each<[QuestionKind, AnswerValue, AnswerValue]>([
  ["choice", "a", "a"],
  ["choice", "ａ", "a"],
  ["text", "  提示：余额不足 ", "提示:余额不足"],
  ["text", "x".repeat(600), "x".repeat(500)],
  ["amount", 19_950, 19_950],
  ["time", "2026-11-23T13:05:00+08:00", "2026-11-23T05:05:00.000Z"],
  ["file", "0190abcd-0000-7000-8000-000000000000", "0190abcd-0000-7000-8000-000000000000"],
  ...(["choice", "text", "amount", "time", "file"] as const).map((kind): [QuestionKind, string, string] => [
    kind,
    "unsure",
    "unsure",
  ]),
])("%s takes %j", (kind, value, kept) => expect(checkAnswer(pack, `by_${kind}`, value)).toBe(kept));

test.each([
  ["choice", "b"],
  ["choice", 1],
  ["text", "   "],
  ["text", 5],
  ["amount", "200"],
  ["amount", 1.5],
  ["amount", 0],
  ["amount", -100],
  ["amount", 1e12],
  ["time", "yesterday"],
  ["time", "2026-13-45T00:00:00Z"],
  ["file", "../../etc/passwd"],
  ["file", true],
])("%s refuses %j and says what it wants", (kind, value) => {
  expect(() => checkAnswer(pack, `by_${kind}`, value)).toThrowError(
    expect.objectContaining({
      code: "INVALID_ANSWER",
      errors: [{ path: "value", message: expect.stringMatching(/^Must be/) }],
    }),
  );
});

test("an answer counts until a record says the same thing, and 'not sure' is never set aside by itself", () => {
  const session = { ...emptySession(new Date(0)), answers: { by_amount: 5, by_choice: "unsure" } };
  expect(setAside({ pack, session })).toEqual(new Set());
  const supplied = {
    ...pack,
    questions: pack.questions.map((q) => ({ ...q, suppliedBy: [{ fact: "session.started_at" }] })),
  };
  expect(setAside({ pack: supplied, session })).toEqual(new Set(["by_amount", "by_choice"]));
});
