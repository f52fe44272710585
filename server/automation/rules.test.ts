import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MatchRow } from "#server/tickets/index.ts";
import { notTold, play, type Step } from "./history.ts";
import { actorIdOf, chainOf, eventOf, fits, isTooDeep, listens, MAX_DEPTH } from "./rules.ts";
import { type RuleContent, ruleTopics, saveRuleSchema } from "./schemas.ts";

const content = (more: Partial<RuleContent> = {}): RuleContent => ({
  ...{ on: ["ticket.updated"], if: {}, do: [{ kind: "priority", priority: "high" }], ...more },
});
const id = fc.stringMatching(/^[0-9a-f-]{8,36}$/).filter((text) => !text.includes(":"));

describe("loops", () => {
  test("end, whatever rules listen to what others do", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(7), { maxLength: 40 }),
        (ids, order) => {
          let chain: string[] = [];
          let ran = 0;
          for (const pick of order) {
            const rule = { id: ids[pick % ids.length] as string, content: content() };
            const event = eventOf("ticket.updated", { byId: chain.length ? actorIdOf(chain) : "ann", byKind: "staff" });
            if (!event || isTooDeep(event) || !listens(rule, event)) continue;
            chain = [...event.chain, rule.id];
            ran++;
          }
          expect(ran).toBeLessThanOrEqual(MAX_DEPTH);
          expect(new Set(chain).size).toBe(chain.length);
        },
      ),
    );
  });

  test("are seen by who acts", () => {
    expect(chainOf(actorIdOf(["r1", "r2"]))).toEqual(["r1", "r2"]);
    expect(chainOf("ann")).toEqual([]);
    const own = eventOf("ticket.updated", { byId: actorIdOf(["r1"]), byKind: "system" });
    expect(own && listens({ id: "r1", content: content() }, own)).toBe(false);
    expect(own && listens({ id: "r2", content: content() }, own)).toBe(true);
  });
});

test("a rule hears its topics, from whom it asks", () => {
  const event = eventOf("ticket.updated", { byId: "C1", byKind: "customer" });
  expect(event).toMatchObject({ by: "customer", depth: 0 });
  if (!event) return;
  expect(listens({ id: "r", content: content({ by: ["customer"] }) }, event)).toBe(true);
  expect(listens({ id: "r", content: content({ by: ["staff"] }) }, event)).toBe(false);
  expect(listens({ id: "r", content: content({ on: ["ticket.opened"] }) }, event)).toBe(false);
  expect(eventOf("ticket.shown", {})).toBeUndefined();
  expect(eventOf("order.updated", {})).toBeUndefined();
  expect(ruleTopics.every((topic) => eventOf(topic, {}) !== undefined)).toBe(true);
});

test("history is played with the ticket as it was at each step", () => {
  const at = (n: number) => new Date(Date.UTC(2026, 10, 1, n));
  const step = (type: string, n: number, before: unknown = null, after: unknown = null): Step => ({
    ...{ type, actorKind: "staff", actorId: "ann", before, after, at: at(n) },
  });
  const today = {
    status: "resolved",
    assigneeId: "bob",
    priority: "high",
    tags: ["b"],
    causeCode: "UNKNOWN",
  } as MatchRow;
  const played = play(today, [
    { ...step("opened", 0), actorKind: "customer" },
    step("tags_changed", 1, { tags: [] }, { tags: ["a"] }),
    step("assigned", 2, { assigneeId: null }, { assigneeId: "bob" }),
    step("tags_changed", 3, { tags: ["a"] }, { tags: ["b"] }),
    step("status_changed", 4, { status: "open" }, { status: "resolved" }),
    step("macro_applied", 5),
  ]);
  expect(played.map(({ event, row }) => [event.topic, event.by, row.tags, row.assigneeId, row.status])).toEqual([
    ["ticket.opened", "customer", [], null, "open"],
    ["ticket.updated", "staff", ["a"], null, "open"],
    ["ticket.updated", "staff", ["a"], "bob", "open"],
    ["ticket.updated", "staff", ["b"], "bob", "open"],
    ["ticket.resolved", "staff", ["b"], "bob", "resolved"],
  ]);
  expect(notTold({ status: ["open"], due: ["breached"], stuck: true })).toEqual(["due", "stuck"]);
});

test("a rule asks for nobody who looks: one that is written is refused, and one of before fails instead of doing its part", () => {
  for (const filter of [{ followed: false }, { called: true }, { assignee: ["me", "ann"] }]) {
    const content = { on: ["ticket.opened"], if: filter, do: [{ kind: "add_tags", tags: ["x"] }] };
    const parsed = saveRuleSchema.safeParse({ name: "x", content });
    expect(parsed.error?.issues).toMatchObject([{ path: ["content", "if"] }]);
  }
  const before = { on: ["ticket.opened"], if: { followed: false }, do: [] } as unknown as RuleContent;
  expect(() => fits(before, {} as MatchRow)).toThrow("Nobody looks");
});
