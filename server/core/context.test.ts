import { describe, expect, test } from "vitest";
import { fixedClock } from "./clock.ts";
import { type Actor, authorize, may } from "./context.ts";
import { FRESH_MS, freshPermissions, permissions } from "./permissions.ts";

const NOW = new Date("2026-11-27T08:00:00Z");
const staff = (freshUntil: Date | null) => ({
  actor: { kind: "staff", id: "s", name: "S", role: "admin", freshUntil } satisfies Actor,
  clock: fixedClock(NOW),
});
const key = { actor: { kind: "apiKey", id: "k", name: "K", scopes: ["*"] } satisfies Actor, clock: fixedClock(NOW) };
const needed = expect.objectContaining({ status: 403, code: "SECOND_FACTOR_REQUIRED" });

describe("a second factor", () => {
  test.each([...permissions])("is asked of staff for %s exactly where the list says so", (permission) => {
    const bare = () => authorize(staff(null), permission);
    if (freshPermissions.has(permission)) expect(bare).toThrow(needed);
    else expect(bare).not.toThrow();
    expect(() => authorize(staff(new Date(NOW.getTime() + FRESH_MS)), permission)).not.toThrow();
    expect(() => authorize(key, permission)).not.toThrow();
  });

  test("counts until its time is over, not at it", () => {
    expect(() => authorize(staff(new Date(NOW.getTime() + 1)), "admin")).not.toThrow();
    expect(() => authorize(staff(NOW), "admin")).toThrow(needed);
  });

  test("is nothing that shows or hides what a role may do", () => {
    expect(may(staff(null).actor, "topups:approve")).toBe(true);
  });
});
