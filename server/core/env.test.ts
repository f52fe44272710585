import { describe, expect, test } from "vitest";
import { BadEnvironment, parseEnv } from "./env.ts";

const secret = "0123456789abcdef0123456789abcdef";

describe("parseEnv", () => {
  test("fills defaults in, and makes the address from host and port", () => {
    expect(parseEnv({ APP_SECRET: secret, PORT: "4000" })).toMatchObject({
      DATABASE_URL: "file:./data/daozhang.db",
      HOST: "127.0.0.1",
      PORT: 4000,
      APP_URL: "http://127.0.0.1:4000",
      JOBS: true,
    });
  });

  test("takes several webhook secrets while they rotate", () => {
    const both = "whsec_AAAA whsec_BBBB";
    expect(parseEnv({ APP_SECRET: secret, PLATFORM_WEBHOOK_SECRET: both }).PLATFORM_WEBHOOK_SECRET).toBe(both);
  });

  test("names every bad variable in a line of its own, and never shows a value", () => {
    const bad = { APP_SECRET: "short", PORT: "0", DATABASE_URL: "mysql://root:hunter2@db", JOBS: "yes" };
    let lines: readonly string[] = [];
    try {
      parseEnv(bad);
    } catch (error) {
      if (error instanceof BadEnvironment) lines = error.lines;
    }
    expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual(["APP_SECRET", "DATABASE_URL", "JOBS", "PORT"]);
    expect(lines.join()).not.toMatch(/hunter2|short/);
  });

  test("says that a required one is missing; an empty one is", () => {
    expect(() => parseEnv({ APP_SECRET: "" })).toThrow("APP_SECRET is required and not set");
  });
});
