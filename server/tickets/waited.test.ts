import { expect, test } from "vitest";
import { HOUR_MS } from "#server/core/clock.ts";
import type { TicketStatus } from "./schemas.ts";
import { waitedFor } from "./waited.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 10, hour));
const waited = (steps: [number, TicketStatus][], until: number) => {
  const found = waitedFor(
    at(0),
    steps.map(([hour, to]) => ({ at: at(hour), to })),
    at(until),
  );
  return [found.requesterWaitMs / HOUR_MS, found.agentWorkMs / HOUR_MS];
};

test("a ticket that was never moved was waited for, and worked on, from its opening", () => {
  expect(waited([], 5)).toEqual([5, 5]);
});

test("waiting for the customer is nobody's wait but theirs, waiting for a supplier is the customer's and no work", () => {
  // New 1 h, open 1 h, with the customer 4 h, open 1 h, with the supplier 3 h, open 2 h.
  const steps: [number, TicketStatus][] = [
    [1, "open"],
    [2, "waiting_customer"],
    [6, "open"],
    [7, "waiting_upstream"],
    [10, "open"],
  ];
  expect(waited(steps, 12)).toEqual([8, 5]);
});

test("what lies between an end and a re-opening counts for nothing", () => {
  const steps: [number, TicketStatus][] = [
    [2, "resolved"],
    [9, "open"],
  ];
  expect(waited(steps, 12)).toEqual([5, 5]);
  expect(waited([[2, "closed"]], 12)).toEqual([2, 2]);
});
