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

  test("takes a provider to sign in by whole or not at all, and by https unless it is on this machine", () => {
    const linesOf = (rest: Record<string, string>): readonly string[] => {
      try {
        parseEnv({ APP_SECRET: secret, ...rest });
        return [];
      } catch (error) {
        return (error as BadEnvironment).lines;
      }
    };
    const whole = {
      OIDC_ISSUER: "https://id.example.com/a",
      OIDC_CLIENT_ID: "x",
      OIDC_CLIENT_SECRET: "y",
      OIDC_NAME: "Z",
    };
    expect(linesOf(whole)).toEqual([]);
    expect(linesOf({ ...whole, OIDC_ISSUER: "http://127.0.0.1:9000", OIDC_TRUST_MFA: "on" })).toEqual([]);
    const missing = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"].map(
      (name) => `${name} is required and not set`,
    );
    expect(linesOf({ OIDC_ISSUER: "https://id.example.com" })).toEqual(missing);
    expect(linesOf({ OIDC_TRUST_MFA: "on" })).toEqual(["OIDC_ISSUER is required and not set", ...missing]);
    for (const bad of ["http://id.example.com", "id.example.com", "https://id.example.com/?a=b"])
      expect(linesOf({ ...whole, OIDC_ISSUER: bad })).toEqual([
        "OIDC_ISSUER must be an https:// address without query",
      ]);
  });

  test("lets nobody embed unless told who may, but the demo's own shop", () => {
    const originsOf = (rest: Record<string, string>) => parseEnv({ APP_SECRET: secret, ...rest }).EMBED_ORIGINS;
    expect(originsOf({})).toEqual([]);
    const two = "https://shop.example  http://127.0.0.1:4001";
    expect(originsOf({ EMBED_ORIGINS: two })).toEqual(["https://shop.example", "http://127.0.0.1:4001"]);
    const demo = { DEMO: "on", SANDBOX_URL: "http://127.0.0.1:3001/" };
    expect(originsOf(demo)).toEqual(["http://127.0.0.1:3000", "http://127.0.0.1:3001"]);
    expect(originsOf({ ...demo, EMBED_ORIGINS: "https://shop.example" })).toEqual(["https://shop.example"]);
    for (const bad of ["*", "https://shop.example/", "https://a;b", "shop.example", "'self'", "https://*.example"]) {
      expect(() => originsOf({ EMBED_ORIGINS: bad })).toThrow("EMBED_ORIGINS");
    }
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
