import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { completeHeaders, STALL_MS, Stalls, safeHeaders } from "./answers.ts";

let close = () => {};
afterEach(() => close());

async function headersOf(answer: Parameters<typeof createServer>[1], https = true): Promise<Headers> {
  const server = createServer((request, response) => {
    completeHeaders(response, safeHeaders("/", https))({ ratelimit: '"address";r=1;t=1' });
    answer?.(request, response as never);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  return (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).headers;
}

describe("every answer", () => {
  test("has the headers that it does not bring itself", async () => {
    const headers = await headersOf((_, response) => response.end("x"));
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("strict-transport-security")).toContain("includeSubDomains");
    expect(headers.get("ratelimit")).toContain("address");
  });

  test("keeps its own, however they are said", async () => {
    const set = await headersOf((_, response) => response.setHeader("Content-Security-Policy", "own").end());
    expect(set.get("content-security-policy")).toBe("own");
    close();
    const given = await headersOf((_, response) => response.writeHead(404, { "Cache-Control": "public" }).end());
    expect(given.get("cache-control")).toBe("public");
  });

  test("stays on its own site, but what shops show on theirs", () => {
    const policyOf = (path: string) => safeHeaders(path, true)["cross-origin-resource-policy"];
    for (const path of ["/embed.js", "/embed", "/embed?lang=en", "/_next/static/chunks/a.css"])
      expect(policyOf(path), path).toBe("cross-origin");
    for (const path of ["/", "/embedded", "/api/embed", "/d/1", "/_next/image", "/_next/data/a.json"])
      expect(policyOf(path), path).toBe("same-origin");
  });

  test("speaks of HTTPS where there is HTTPS alone", async () => {
    expect((await headersOf((_, response) => response.end(), false)).get("strict-transport-security")).toBeNull();
  });
});

test("an answer that nobody reads is cut, one that is read slowly is not", () => {
  const stalls = new Stalls();
  const answer = (bytesWritten: number, writableNeedDrain = true) => {
    const socket = { bytesWritten, cut: false, destroy: () => Object.assign(socket, { cut: true }) };
    return { socket, writableNeedDrain };
  };
  const [stuck, slow, done] = [answer(5), answer(5), answer(5, false)];
  for (const one of [stuck, slow, done]) stalls.add(one, 0);
  stalls.look(1);
  slow.socket.bytesWritten = 6;
  stalls.look(STALL_MS);
  stalls.look(STALL_MS + 2);
  expect([stuck, slow, done].map(({ socket }) => socket.cut)).toEqual([true, false, false]);
});
