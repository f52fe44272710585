import { describe, expect, test } from "vitest";
import { viewFilterSchema } from "#server/tickets/schemas.ts";
import { dayOf, filterOf } from "./filter-form.ts";

const form = (...fields: (readonly [string, string])[]) => {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
};

describe("the form of the filter", () => {
  test("gives every value that was chosen of a member, and leaves out what says nothing", () => {
    const filter = filterOf(
      form(
        ...([
          ["status", "open"],
          ["status", "new"],
          ["assignee", "me"],
          ["assignee", "none"],
          ["tags", "vip"],
          ["tags", "second time"],
        ] as const),
        ...([
          ["cause", "CB_MISSING"],
          ["claim", "refund"],
          ["charge", "confirmed"],
          ["queue", ""],
          ["asleep", "no"],
        ] as const),
        ...([
          ["amountFrom", "10.5"],
          ["openedFrom", "2026-11-03"],
          ["stuck", ""],
          ["rated", ""],
        ] as const),
      ),
      {},
    );
    expect(filter).toEqual({
      ...{ status: ["open", "new"], assignee: ["me", "none"], cause: ["CB_MISSING"], claim: ["refund"] },
      ...{ charge: ["confirmed"], tags: ["vip", "second time"], amountFrom: 1_050, asleep: false },
      openedFrom: "2026-11-02T16:00:00.000Z",
    });
    expect(viewFilterSchema.parse(filter)).toEqual(filter);
    expect(dayOf(filter.openedFrom)).toBe("2026-11-03");
  });

  test("keeps what it does not show", () => {
    expect(filterOf(form(), { open: true, tags: ["vip"] })).toEqual({ open: true });
  });

  test("gives a field's value as its kind keeps it", () => {
    const field = (kind: string, value: string) =>
      filterOf(form(["fieldKey", "shop"], ["fieldKind", kind], ["fieldValue", value]), {}).field?.value;
    expect(field("text", "42")).toBe("42");
    expect(field("choice", "true")).toBe("true");
    expect(field("date", "2026-11-03")).toBe("2026-11-03");
    expect(field("number", "42.5")).toBe(42.5);
    expect(field("bool", "true")).toBe(true);
    expect(field("bool", "false")).toBe(false);
    expect(field("number", "")).toBeUndefined();
  });
});
