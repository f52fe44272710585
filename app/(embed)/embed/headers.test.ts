import { NextRequest } from "next/server";
import { afterEach, describe, expect, test } from "vitest";
import { overrideEnv } from "#server/core/env.ts";
import { proxy } from "../../../proxy.ts";

afterEach(() => overrideEnv());

const headersOf = (path: string, cookie = "") =>
  proxy(new NextRequest(`http://127.0.0.1:3000${path}`, { headers: { cookie } })).headers;
const ancestors = (headers: Headers) =>
  /frame-ancestors ([^;]+)/.exec(headers.get("content-security-policy") ?? "")?.[1];

describe("who may frame what", () => {
  test("nobody anything, until the settings name somebody", () => {
    for (const path of ["/", "/before", "/embed", "/embed?view=faq", "/desk"]) {
      const headers = headersOf(path);
      expect(ancestors(headers)).toBe("'none'");
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
  });

  test("those who are named, the embedded page and no other", () => {
    overrideEnv({ EMBED_ORIGINS: ["https://shop.example", "https://pay.example:8443"] });
    const framed = headersOf("/embed?channel=alipay");
    expect(ancestors(framed)).toBe("https://shop.example https://pay.example:8443");
    expect(framed.get("x-frame-options")).toBeNull();
    for (const path of ["/", "/before", "/embedded", "/d/1", "/desk", "/embed.js"]) {
      expect(ancestors(headersOf(path))).toBe("'none'");
      expect(headersOf(path).get("x-frame-options")).toBe("DENY");
    }
  });

  test("the embedded page is given no cookie but the language and theme that its address asks for", () => {
    const passed = (path: string) =>
      headersOf(path, "dz_grants=secret; better-auth.session_token=secret; dz_theme=dark").get(
        "x-middleware-request-cookie",
      );
    expect(passed("/embed?lang=en&theme=light")).toBe("dz_locale=en; dz_theme=light");
    expect(passed("/embed?lang=en%3B%20x=1&theme=<script>") ?? "").toBe("");
    expect(passed("/before")).toContain("dz_grants=secret");
  });
});

test("what shows somebody their own limits is kept nowhere", () => {
  expect(headersOf("/before").get("cache-control")).toBe("private, no-store");
  expect(headersOf("/before/credit").get("cache-control")).toBe("private, no-store");
});
