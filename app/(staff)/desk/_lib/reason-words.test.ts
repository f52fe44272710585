import { expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { extraReasonCodes, reasonCodes, topupRequestSchema } from "#server/topup/schemas.ts";

test("every cause of the catalogue may be a reason", () => {
  expect(new Set(causeCodes).size).toBe(49);
  expect(causeCodes.filter((reasonCode) => !topupRequestSchema.safeParse({ reasonCode }).success)).toEqual([]);
});

test.each(["zh-CN", "en"] as const)("every reason has words in %s", (locale) => {
  const { money } = messagesOf(locale).desk;
  const words: Record<string, string> = { ...money.reasons, ...money.causeReasons };
  const titled: readonly string[] = causeCodes;
  expect(extraReasonCodes.filter((code) => !words[code])).toEqual([]);
  expect(reasonCodes.filter((code) => !words[code] && !titled.includes(code))).toEqual([]);
});
