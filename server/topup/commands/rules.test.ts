import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeAnswer, judgeSilence, scheduleMs, tidy, waitMs } from "./rules.ts";

const ID = "01990000-0000-7000-8000-000000000001";
const JSON_TYPE = "application/json; charset=utf-8";
const PROBLEM = "application/problem+json";
const judge = (over: Partial<Parameters<typeof judgeAnswer>[0]> = {}) =>
  judgeAnswer({ commandId: ID, action: "send", first: true, status: 200, contentType: JSON_TYPE, body: "{}", ...over });
const said = (body: unknown, over: Partial<Parameters<typeof judgeAnswer>[0]> = {}) =>
  judge({ body: JSON.stringify(body), ...over });

describe("a result that the platform says", () => {
  test.each(["succeeded", "failed", "pending"])("%s is believed, sent or asked", (state) => {
    for (const action of ["send", "ask"] as const)
      expect(said({ state, reference: "S-1", code: "C", message: "m" }, { action })).toMatchObject({
        outcome: state,
        reference: "S-1",
        code: "C",
        message: "m",
      });
  });

  test("is believed with a refusing status too, when it is said in so many words", () => {
    for (const status of [201, 202, 400, 409, 410, 422])
      expect(said({ state: "failed", code: "ALREADY_CREDITED" }, { status, first: false })).toMatchObject({
        outcome: "failed",
        code: "ALREADY_CREDITED",
      });
    expect(said({ state: "succeeded" }, { status: 500 }).outcome).toBe("unknown");
    expect(said({ state: "failed" }, { status: 401 }).outcome).toBe("unknown");
  });

  test("about another command is not believed", () => {
    expect(said({ state: "succeeded", commandId: ID }).outcome).toBe("succeeded");
    expect(said({ state: "succeeded", commandId: "another" })).toMatchObject({
      outcome: "unknown",
      detail: "the answer is about another command",
    });
  });

  test("long and strange texts are cut, not a reason to doubt the result", () => {
    const verdict = said({ state: "succeeded", reference: 42, code: "c".repeat(999), message: "a\u0000b\ud800\n" });
    expect(verdict).toMatchObject({ outcome: "succeeded", reference: "42", message: "a b\ufffd" });
    expect(verdict.code).toHaveLength(100);
    expect(said({ state: "succeeded", reference: null, message: "" })).toMatchObject({
      reference: null,
      message: null,
    });
  });
});

describe("what does not end a command", () => {
  test.each([
    ["an HTML page", { contentType: "text/html", body: "<h1>ok</h1>" }],
    ["JSON with a page's type", { contentType: "text/html", body: '{"state":"succeeded"}' }],
    ["broken JSON", { body: '{"state":"succ' }],
    ["a list", { body: "[]" }],
    ["an unknown state", { body: '{"state":"done"}' }],
    ["no state", { body: '{"ok":true}' }],
    ["a redirect", { status: 302 }],
    ["a fault", { status: 500, contentType: PROBLEM, body: '{"code":"INTERNAL"}' }],
    ["a proxy's time-out", { status: 504, contentType: "text/html", body: "<html>" }],
  ])("%s", (_what, over) => {
    for (const action of ["send", "ask"] as const) expect(judge({ ...over, action }).outcome).toBe("unknown");
  });

  test("configuration trouble: a refused signature, a wrong address, too many calls", () => {
    for (const status of [401, 403, 404, 405, 408, 413, 415, 429])
      expect(said({ code: "X" }, { status, contentType: PROBLEM }).outcome).toBe("unknown");
  });

  test("409 without a result: it may mean that this command is there already", () => {
    expect(said({ code: "DUPLICATE" }, { status: 409, contentType: PROBLEM }).outcome).toBe("unknown");
  });
});

describe("a refusal without a state", () => {
  test.each([400, 410, 422])("%i with a problem ends the very first sending", (status) => {
    expect(said({ code: "NO_SUCH_ORDER", detail: "why" }, { status, contentType: PROBLEM })).toMatchObject({
      outcome: "failed",
      code: "NO_SUCH_ORDER",
      message: "why",
    });
  });

  test("does not end a repetition or a question, and not without a code", () => {
    const refusal = { status: 422, contentType: PROBLEM };
    expect(said({ code: "X" }, { ...refusal, first: false }).outcome).toBe("unknown");
    expect(said({ code: "X" }, { ...refusal, action: "ask" }).outcome).toBe("unknown");
    expect(said({ title: "Unprocessable" }, refusal).outcome).toBe("unknown");
    expect(judge({ status: 400, contentType: "text/html", body: "<h1>Bad Request</h1>" }).outcome).toBe("unknown");
  });
});

describe("never received", () => {
  test("is a 404 that the platform itself answers to a question", () => {
    const ask = { action: "ask", status: 404 } as const;
    expect(said({ code: "COMMAND_NOT_FOUND" }, { ...ask, contentType: PROBLEM }).outcome).toBe("not_received");
    expect(judge({ ...ask, contentType: "text/html", body: "<h1>404</h1>" }).outcome).toBe("unknown");
    expect(judge({ ...ask, body: "404" }).outcome).toBe("unknown");
  });

  test("or what certainly did not leave", () => {
    const refused = { code: "NOT_CONNECTED", sent: false, message: "refused" };
    expect(judgeSilence(refused)).toMatchObject({ outcome: "not_sent", detail: "NOT_CONNECTED: refused" });
    expect(judgeSilence({ code: "TIMED_OUT", sent: true, message: "late" }).outcome).toBe("unknown");
  });
});

describe("properties", () => {
  test("nothing but a stated result or a coded refusal of a first sending ends a command", () => {
    fc.assert(
      fc.property(
        fc.record({
          action: fc.constantFrom("send" as const, "ask" as const),
          first: fc.boolean(),
          status: fc.integer({ min: 100, max: 599 }),
          contentType: fc.constantFrom(JSON_TYPE, PROBLEM, "text/html", "", "text/json"),
          body: fc.oneof(fc.string(), fc.json(), fc.constantFrom('{"code":"X"}', '{"state":"failed"}')),
        }),
        (call) => {
          const { outcome } = judgeAnswer({ commandId: ID, ...call });
          if (outcome !== "failed" && outcome !== "succeeded") return;
          const stated = call.body.includes('"state"');
          const refused = call.action === "send" && call.first && [400, 410, 422].includes(call.status);
          expect(stated || refused).toBe(true);
        },
      ),
    );
  });

  test("the schedule only grows, within its jitter, and ends", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: scheduleMs.length }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, r) => {
          const wait = waitMs(n, r) ?? 0;
          expect(wait).toBeGreaterThanOrEqual(scheduleMs[n - 1] ?? Number.NaN);
          expect(wait).toBeLessThanOrEqual((scheduleMs[n - 1] ?? 0) * 1.2 + 1);
        },
      ),
    );
    expect(waitMs(scheduleMs.length + 1, 0)).toBeNull();
    expect(scheduleMs.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(24 * 3_600_000);
  });

  test("tidy never gives more than asked for, nor half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (value, max) => {
        const out = tidy(value, max);
        expect([...out].length).toBeLessThanOrEqual(max);
        expect(out.isWellFormed()).toBe(true);
        expect(out).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
