import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const text = readFileSync("docs/security.md", "utf8");

/** How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; where their numbers leave some out, those that it has. */
const sections: Readonly<Record<string, number>> = {
  "1.1": 2,
  "1.2": 9,
  "1.3": 11,
  "1.4": 3,
  "1.5": 2,
  "2.1": 3,
  "2.2": 3,
  "2.3": 4,
  "2.4": 1,
  "3.2": 2,
  "3.3": 4,
  "3.4": 6,
  "3.5": 5,
  "3.7": 2,
  "4.1": 3,
  "4.2": 1,
  "4.3": 2,
  "4.4": 4,
  "5.1": 1,
  "5.2": 3,
  "5.3": 2,
  "5.4": 3,
  "6.1": 3,
  "6.2": 12,
  "6.3": 4,
  "6.4": 4,
  "6.5": 5,
  "6.6": 3,
  "6.8": 4,
  "7.1": 3,
  "7.2": 4,
  "7.3": 2,
  "7.4": 5,
  "7.5": 2,
  "7.6": 2,
  "8.1": 2,
  "8.2": 3,
  "8.3": 1,
  "8.4": 1,
  "9.1": 3,
  "9.2": 4,
  "10.1": 2,
  "10.2": 2,
  "10.3": 4,
  "10.4": 11,
  "10.5": 5,
  "10.6": 2,
  "10.7": 3,
  "11.1": 2,
  "11.2": 3,
  "11.3": 3,
  "11.4": 4,
  "11.5": 1,
  "11.6": 1,
  "12.1": 3,
  "12.2": 2,
  "12.3": 4,
  "13.1": 1,
  "13.2": 5,
  "13.3": 2,
  "13.4": 5,
  "14.1": 2,
  "14.2": 4,
  "14.3": 3,
  "15.1": 3,
  "15.2": 3,
  "15.3": 7,
  "16.1": 1,
  "16.2": 5,
  "16.3": 4,
  "16.4": 3,
  "16.5": 3,
  "17.1": 1,
  "17.2": 4,
  "17.3": 2,
};
const wanted = Object.entries(sections).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, n) => `V${section}.${n + 1}`),
);
const rows = [...text.matchAll(/^\| (V\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.*?) \|$/gm)].map(
  ([, id = "", asks = "", state = "", where = ""]) => ({ id, asks, state, where }),
);

describe("the list of security requirements", () => {
  test("has each of levels 1 and 2 once, and no other", () => {
    expect(rows.map(({ id }) => id)).toEqual(wanted);
  });

  test("says of each what it asks for and how it stands", () => {
    for (const { id, asks, state, where } of rows) {
      expect(asks.trim(), id).not.toBe("");
      expect(["met", "n/a", "open"], id).toContain(state);
      expect(where.trim().length, id).toBeGreaterThan(3);
    }
  });

  test("counts them at its top", () => {
    const of = (wanted: string) => rows.filter(({ state }) => state === wanted).length;
    const line = `Of ${rows.length} requirements ${of("met")} are met, ${of("n/a")} are not applicable and ${of("open")} are open.`;
    expect(text).toContain(line);
  });

  test("names for each that is met a test that shows it, or the part of this file where it stands", () => {
    for (const { id, state, where } of rows) {
      if (state !== "met") continue;
      const part = /“([^”]+)”/.exec(where)?.[1];
      const shown = /`[^`]+(\.test\.ts|\.spec\.ts|\/probes\.ts)`/.test(where);
      expect(shown || text.includes(`\n## ${part}\n`), id).toBe(true);
    }
  });

  test("names no file that is not there", () => {
    const named = [
      ...text.matchAll(
        /`((?:app|bin|bench|db|docs|e2e|server)\/[^`\s]+)`|`(proxy\.ts|\.env\.example|package-lock\.json)`/g,
      ),
    ];
    expect(named.length).toBeGreaterThan(100);
    for (const [, path, root] of named) expect(existsSync(path ?? root ?? ""), path ?? root).toBe(true);
  });
});
