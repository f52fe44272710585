import { expect, test } from "vitest";
import { policyOf } from "./kinds.ts";
import { noticeOf } from "./rules.ts";

const about = { number: "TK1", orderNo: "O1", customerId: "C1" };
const kindOf = (topic: string, more: Record<string, unknown> = {}) =>
  noticeOf({ topic, payload: { ...about, ...more } })?.kind;

test("customers are reminded of a call before it, also by text message, and told when it did not happen", () => {
  const due = noticeOf({
    topic: "call.due",
    payload: { ...about, assigneeId: "ada", dueAt: "2026-11-02T01:00:00.000Z" },
  });
  expect(due).toMatchObject({ kind: "call_due", customerId: "C1", params: { dueAt: "2026-11-02T01:00:00.000Z" } });
  expect(policyOf.call_due.channels).toContain("sms");
  expect(kindOf("ticket.call_lapsed", { byKind: "system" })).toBe("call_missed");
  expect(kindOf("ticket.call_missed", { byKind: "staff" })).toBe("call_missed");
  // One that somebody took and forgot about is no business of theirs.
  expect(kindOf("ticket.call_missed", { byKind: "system" })).toBeUndefined();
  expect(kindOf("ticket.call_taken", { byKind: "staff" })).toBeUndefined();
});
