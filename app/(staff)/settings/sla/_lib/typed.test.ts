import { expect, test } from "vitest";
import { type PolicyView, savePolicySchema } from "#server/sla/schemas.ts";
import { inputOf, isBadQueue, isBadTime, typedOf } from "./typed.ts";

const target = (minutes: number) => ({ minutes, calendar: "always", byPriority: {} });
const policy: PolicyView = {
  ...{ version: "policy-1", name: "x", state: "active", createdAt: null, createdBy: null, activatedAt: null },
  targets: {
    first_response: { minutes: 120, calendar: "office", byPriority: { urgent: 30 } },
    ...{ next_response: target(120), verification: target(60), appeal_review: target(60) },
    ...{ resolution: target(1_440), gateway_answer: target(120) },
  },
  queues: { risk: { appeal_review: { minutes: 45, calendar: "office", byPriority: { high: 20 } } } },
  warnPercent: 75,
  escalateMinutes: 30,
};

test("what is read into the form and left alone is saved as it was", () => {
  const input = inputOf({ ...typedOf(policy), name: " next " });
  const { targets, queues, warnPercent, escalateMinutes } = policy;
  expect(input).toEqual({ name: "next", targets, queues, warnPercent, escalateMinutes });
  expect(savePolicySchema.safeParse(input).success).toBe(true);
});

test("what is no time, and a queue without a name or twice with the same promise, is seen before it is sent", () => {
  expect(["0", "", "1.5", "43201", "-1"].every(isBadTime)).toBe(true);
  expect(isBadTime("43200")).toBe(false);
  const [own] = typedOf(policy).queues;
  if (!own) throw new Error("no queue");
  const queues = [own, { ...own, queue: " risk " }, { ...own, metric: "resolution" as const }, { ...own, queue: " " }];
  expect(queues.map((_, i) => isBadQueue(queues, i))).toEqual([false, true, false, true]);
});
