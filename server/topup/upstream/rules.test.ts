import { describe, expect, test } from "vitest";
import { judgeUpstream, newsOf, type UpstreamWord } from "./rules.ts";

const json = (status: number, body: unknown) =>
  judgeUpstream({ status, contentType: "application/json; charset=utf-8", body: JSON.stringify(body) });
const word = (over: Partial<UpstreamWord> = {}): UpstreamWord => ({
  ...{ state: "submitted", supplier: "S1", supplierRef: null, code: null, message: null, creditedFen: null, at: null },
  ...over,
});
const filed = (over: object = {}) => ({
  ...{ supplier: "S1", supplierRef: "R1", state: "submitted", creditedFen: null },
  ...over,
});

describe("an answer of the platform about a fulfilment", () => {
  test("is taken with what it names, and tidied", () => {
    const at = "2026-11-02T00:00:00Z";
    expect(json(200, { state: "failed", supplier: " S\n1 ", code: 8015, message: "x".repeat(900), at })).toEqual({
      word: {
        ...word({ state: "failed", supplier: "S 1", code: "8015", at: new Date(at) }),
        message: "x".repeat(500),
      },
    });
  });

  test.each([
    ["another word", json(200, { state: "done" })],
    ["half a fen", json(200, { state: "partial", creditedFen: 0.5 })],
    ["no JSON", judgeUpstream({ status: 200, contentType: "text/html", body: '{"state":"failed"}' })],
    ["broken JSON", judgeUpstream({ status: 200, contentType: "application/json", body: '{"state":' })],
  ])("%s is no answer", (_what, answer) => expect(answer).toEqual({ error: "BAD_ANSWER" }));

  test("says that there is no such address, or only no such order", () => {
    expect(json(404, { code: "NOT_FOUND" })).toEqual({ notOffered: true });
    expect(json(501, {})).toEqual({ notOffered: true });
    expect(json(404, { code: "ORDER_NOT_FOUND" })).toEqual({ error: "ORDER_NOT_FOUND" });
    expect(json(503, {})).toEqual({ error: "HTTP_503" });
  });
});

describe("what is news", () => {
  test("a state that is not filed yet, under the supplier that is known", () => {
    expect(newsOf(word({ state: "failed", supplier: null }), [filed()])).toMatchObject({
      ...{ state: "failed", supplier: "S1", supplierRef: "R1" },
    });
    expect(newsOf(word({ supplier: null }), [])).toMatchObject({ state: "submitted", supplier: "upstream" });
    expect(newsOf(word({ supplier: "S2" }), [filed()])).toMatchObject({ supplier: "S2", supplierRef: null });
    expect(newsOf(word({ supplierRef: "R2" }), [filed()])).toMatchObject({ supplierRef: "R2" });
  });

  test("nothing is what the platform told of by itself, that nothing was handed over, or that a success was none", () => {
    expect(newsOf(word(), [filed()])).toBeNull();
    expect(newsOf(word({ state: "none" }), [filed()])).toBeNull();
    expect(newsOf(word({ state: "failed" }), [filed({ state: "succeeded" })])).toBeNull();
    expect(
      newsOf(word({ state: "partial", creditedFen: 5 }), [filed({ state: "partial", creditedFen: 5 })]),
    ).toBeNull();
    expect(
      newsOf(word({ state: "partial", creditedFen: 9 }), [filed({ state: "partial", creditedFen: 5 })]),
    ).toMatchObject({ creditedFen: 9 });
  });
});
