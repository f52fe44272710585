import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { messagesOf } from "#app/_lib/i18n/messages/index.ts";

/** Read off the verbs: what somebody at the desk, or a row of work on many tickets, can be told. */
const codes = new Set(
  globSync("server/tickets/**/*.ts")
    .filter((file) => !/test/.test(file))
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return [
        ...[...text.matchAll(/(?:conflict|invalid|forbidden)\(\s*"([A-Z_]{4,})"/g)].map((match) => match[1]),
        ...[...text.matchAll(/notFound\("([A-Z_]+)"\)/g)].map((match) => `${match[1]}_NOT_FOUND`),
        ...[...text.matchAll(/errorCode: "([A-Z_]+)"/g)].map((match) => match[1]),
      ];
    }),
);
/** What only programs that call the interface can meet. */
const ofPrograms = ["ATTACHMENT_OWNER_UNKNOWN", "BAD_CURSOR", "IDEMPOTENCY_KEY_INVALID", "IDEMPOTENCY_KEY_REQUIRED"];

test.each(["zh-CN", "en"] as const)("every refusal of the tickets' verbs has words of the desk in %s", (locale) => {
  expect(codes.size).toBeGreaterThan(40);
  const words = messagesOf(locale).desk.errors as Record<string, string>;
  expect([...codes].filter((code) => code && !words[code] && !ofPrograms.includes(code))).toEqual([]);
});
