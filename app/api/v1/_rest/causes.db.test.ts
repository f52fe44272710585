import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { call } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

type Cause = {
  code: string;
  title: string;
  stage: string;
  remedies: { code: string; text: string }[];
  codes: { code: string; where: string }[];
};

test("everybody may read the vocabulary: each cause once, with words, remedies and the codes that point to it", async () => {
  const { status, body } = await call("GET", "/causes", {});
  expect(status).toBe(200);
  expect((body.items as Cause[]).map(({ code }) => code)).toEqual([...causeCodes]);
  for (const { title, remedies } of body.items as Cause[]) {
    expect(title).not.toBe("");
    expect(remedies.length).toBeGreaterThan(0);
    for (const remedy of remedies) expect(remedy.text).not.toBe(remedy.code);
  }
  const limit = (body.items as Cause[]).find(({ code }) => code === "PAY_BUYER_LIMIT");
  expect(limit?.codes).toContainEqual({ code: "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", where: "gateway" });
  expect(body.states.order).toContain("under_review");
  expect(body.states.charge).toEqual(["confirmed", "possible", "none"]);
});

test("nothing in it is for staff alone, and it speaks the caller's language", async () => {
  const zh = await call("GET", "/causes", {});
  const en = await call("GET", "/causes", { headers: { "accept-language": "en" } });
  expect(JSON.stringify(zh.body)).not.toMatch(/agentNote|weight|prior/);
  expect(en.body.items[0]?.title).not.toBe(zh.body.items[0]?.title);
});
