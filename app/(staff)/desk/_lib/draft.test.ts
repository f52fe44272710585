import { expect, test } from "vitest";
import { isNewer, parseDraft } from "./draft.ts";

const draft = (body: string, updatedAt: string) => ({ body, updatedAt, visibility: "public" as const });

test("a draft is read as it was kept; anything else is none", () => {
  expect(parseDraft(JSON.stringify(draft("请拨 13800138000", "2026-11-01T00:00:00.000Z")))?.body).toBe(
    "请拨 13800138000",
  );
  expect(parseDraft('{"body":"x","visibility":"odd"}')).toEqual({ body: "x", visibility: "public", updatedAt: "" });
  for (const odd of [null, "", "{", "7", "null", '{"body":7}', '{"body":""}']) expect(parseDraft(odd)).toBeUndefined();
});

test("what was begun elsewhere counts where nothing is here, or where it is another text and later", () => {
  const elsewhere = draft("b", "2026-11-01T00:01:00.000Z");
  expect(isNewer(elsewhere, undefined)).toBe(true);
  expect(isNewer(elsewhere, draft("a", "2026-11-01T00:00:00.000Z"))).toBe(true);
  expect(isNewer(elsewhere, draft("a", "2026-11-01T00:02:00.000Z"))).toBe(false);
  expect(isNewer(elsewhere, draft("b", "2026-11-01T00:00:00.000Z"))).toBe(false);
});
