import { describe, expect, it } from "vitest";
import { addGrant, GRANTS_MAX_AGE_S, readGrants, writeGrants } from "./customer-grants.ts";

const now = new Date("2026-05-01T12:00:00Z");
const none = { diagnoses: [], tickets: [] };
const some = { diagnoses: ["d1"], tickets: ["T-1"] };

describe("customer grants", () => {
  it("reads back what it wrote", () => {
    expect(readGrants(writeGrants(some, now), now)).toEqual(some);
  });
  it("grants nothing to what was not signed here", () => {
    const [payload, signature] = writeGrants(some, now).split(".");
    const forged = Buffer.from(JSON.stringify({ diagnoses: ["other"], tickets: [], at: 0 })).toString("base64url");
    for (const value of [undefined, "", ".", "x.y", `${forged}.${signature}`, `${payload}.`, "a".repeat(5_000)]) {
      expect(readGrants(value, now)).toEqual(none);
    }
  });
  it("forgets after its time", () => {
    const later = new Date(now.getTime() + (GRANTS_MAX_AGE_S + 1) * 1_000);
    expect(readGrants(writeGrants(some, now), later)).toEqual(none);
  });
  it("keeps the newest twenty and stays within a cookie", () => {
    let grants = { diagnoses: [] as string[], tickets: [] as string[] };
    for (let i = 0; i < 50; i += 1) {
      grants = addGrant(grants, "diagnoses", `0190a5b0-0000-7000-8000-0000000000${i}`);
      grants = addGrant(grants, "tickets", `DZ-20260501-00${i}`);
    }
    expect(grants.diagnoses).toHaveLength(20);
    expect(grants.diagnoses[0]).toMatch(/49$/);
    expect(writeGrants(grants, now).length).toBeLessThan(3_000);
    expect(readGrants(writeGrants(grants, now), now)).toEqual(grants);
  });
  it("moves a known grant to the front instead of doubling it", () => {
    expect(addGrant({ diagnoses: ["a", "b"], tickets: [] }, "diagnoses", "b").diagnoses).toEqual(["b", "a"]);
  });
});
