import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { patchRows } from "#app/(staff)/_lib/live-lists.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { nextOf } from "./use-console-actions.ts";

const row = (number: string, version = 1, more: Partial<TicketSummary> = {}) =>
  ({ number, version, ...more }) as TicketSummary;

describe("rows that changed", () => {
  test("are put in their places in every list that shows them, and never back to an older version", () => {
    const client = new QueryClient();
    const pages = [{ items: [row("a", 1), row("b", 3)] }, { items: [row("c", 1)] }];
    client.setQueryData(["tickets", "list", "one"], { pages, pageParams: ["", "x"] });
    client.setQueryData(["tickets", "list", "two"], { pages: [{ items: [row("d")] }], pageParams: [""] });
    const other = client.getQueryData(["tickets", "list", "two"]);
    patchRows(client, [row("c", 2, { status: "resolved" }), row("b", 2), row("x", 9)]);
    expect(client.getQueryData(["tickets", "list", "one"])).toEqual({
      pages: [{ items: [row("a", 1), row("b", 3)] }, { items: [row("c", 2, { status: "resolved" })] }],
      pageParams: ["", "x"],
    });
    expect(client.getQueryData(["tickets", "list", "two"])).toBe(other);
  });
});

describe("the next ticket", () => {
  const tickets = ["a", "b", "c"].map((number) => row(number));
  const next = (current: string | null, by: 1 | -1, place = 0) => nextOf(tickets, current, place, by)?.number;

  test("is the neighbour, the first at the beginning, and none beyond the ends", () => {
    expect(next(null, 1)).toBe("a");
    expect(next("a", 1)).toBe("b");
    expect(next("c", 1)).toBeUndefined();
    expect(next("a", -1)).toBeUndefined();
  });

  test("after one that left the list is what stands in its place", () => {
    expect(next("gone", 1, 1)).toBe("b");
    expect(next("gone", -1, 1)).toBe("a");
    expect(next("gone", 1, 9)).toBe("c");
  });
});
