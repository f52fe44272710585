import { expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";
import { catalogueCodes, causeCodes } from "#server/diagnosis/schemas.ts";
import { extraReasonCodes, reasonCodes, topupRequestSchema } from "#server/topup/schemas.ts";

test("every cause of the catalogue may be a reason, and those that are concluded are in the catalogue", () => {
  expect(new Set(catalogueCodes).size).toBe(49);
  expect(causeCodes.filter((code) => !catalogueCodes.includes(code))).toEqual([]);
  expect(catalogueCodes.filter((reasonCode) => !topupRequestSchema.safeParse({ reasonCode }).success)).toEqual([]);
});

test.each(["zh-CN", "en"] as const)("every reason has words in %s", (locale) => {
  const { money } = messagesOf(locale).desk;
  const words: Record<string, string> = { ...money.reasons, ...money.causeReasons };
  const titled: readonly string[] = causeCodes;
  expect(extraReasonCodes.filter((code) => !words[code])).toEqual([]);
  expect(reasonCodes.filter((code) => !words[code] && !titled.includes(code))).toEqual([]);
});
