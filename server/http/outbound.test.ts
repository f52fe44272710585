import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { request } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { assertAllowedUrl, callOut, callOutStream, isPrivateAddress } from "./outbound.ts";
import { guardedAgent, publicOnly } from "./outbound-guard.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = { timeoutMs: 5_000, maxBytes: 1_000, allowPrivate: true };
const guarded = { ...open, allowPrivate: false };

describe("private addresses", () => {
  test.each([
    "127.0.0.1",
    "10.1.1.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "0.0.0.0",
    "224.0.0.1",
    "198.18.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "fe80::1",
    "fd00::1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "ff02::1",
    "not an address",
    "",
  ])("%s is one", (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(["8.8.8.8", "110.75.0.1", "::ffff:8.8.8.8", "2400:3200::1"])("%s is none", (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );

  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]:80/",
    "http://[::ffff:7f00:1]/",
    "http://localhost:3000/",
    "http://api.localhost./",
    "http://169.254.169.254/latest/meta-data",
  ])("%s is refused in a setting unless it is allowed", (url) => {
    expect(() => assertAllowedUrl(url, false)).toThrow(expect.objectContaining({ code: "PRIVATE_ADDRESS" }));
    expect(assertAllowedUrl(url, true)).toBeInstanceOf(URL);
  });

  test.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://user:word@example.com/",
    "//example.com",
    "",
    "http://",
  ])("%s is never accepted", (url) =>
    expect(() => assertAllowedUrl(url, true)).toThrow(expect.objectContaining({ code: "BAD_URL" })),
  );

  test("are not called, whether written out or found by name", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      response.end();
    });
    await expect(callOut({ ...guarded, url })).rejects.toMatchObject({ code: "PRIVATE_ADDRESS", sent: false });
    const named = url.replace("127.0.0.1", "localhost");
    await expect(callOut({ ...guarded, url: named })).rejects.toMatchObject({ code: "PRIVATE_ADDRESS", sent: false });
    expect(calls).toBe(0);
  });

  test("a name that is looked up again and then answers otherwise gains nothing", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      response.end();
    });
    // The first answer, public, is what somebody who only checks beforehand would have seen.
    const answers = ["127.0.0.1", "8.8.8.8"];
    const rebinding: LookupFunction = (_name, options, callback) => {
      const address = answers.pop() ?? "127.0.0.1";
      if (options.all) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    };
    rebinding("rebinds.example", {}, () => {});
    const named = url.replace("127.0.0.1", "rebinds.example");
    const agent = guardedAgent(false, rebinding);
    await expect(request(named, { dispatcher: agent })).rejects.toMatchObject({ code: "PRIVATE_ADDRESS", sent: false });
    await agent.destroy();
    const trusting = guardedAgent(true, rebinding);
    expect((await request(named, { dispatcher: trusting })).statusCode).toBe(200);
    await trusting.destroy();
    expect(calls).toBe(1);
  });

  test("beside public ones are left out", () => {
    const both: LookupFunction = (_name, _options, callback) => {
      callback(null, [
        { address: "10.0.0.1", family: 4 },
        { address: "8.8.8.8", family: 4 },
      ]);
    };
    const found: unknown[] = [];
    publicOnly(both)("both.example", { all: true }, (_error, all) => found.push(all));
    publicOnly(both)("both.example", {}, (_error, one, family) => found.push(one, family));
    expect(found).toEqual([[{ address: "8.8.8.8", family: 4 }], "8.8.8.8", 4]);
  });
});

describe("a call out", () => {
  test("sends method, headers and body, and gives back status, headers and body", async () => {
    const url = await serve(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      response.writeHead(418, {
        "x-got": `${incoming.method} ${incoming.headers["x-sent"]}`,
        "set-cookie": ["a=1", "b=2"],
      });
      response.end(Buffer.concat(chunks));
    });
    const body = Buffer.from([0, 255, 1]);
    const answer = await callOut({ ...open, url, method: "POST", headers: { "X-Sent": "yes" }, body });
    expect(answer).toMatchObject({ status: 418, headers: { "x-got": "POST yes", "set-cookie": "a=1, b=2" } });
    expect(answer.body.equals(body)).toBe(true);
  });

  test("follows no redirects", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    });
    expect(await callOut({ ...open, url })).toMatchObject({ status: 302 });
  });

  test("stops reading where the answer grows too long", async () => {
    const url = await serve((_request, response) => {
      response.end(Buffer.alloc(1_001));
    });
    await expect(callOut({ ...open, url })).rejects.toMatchObject({ code: "ANSWER_TOO_LARGE", sent: true });
    expect((await callOut({ ...open, url, maxBytes: 1_001 })).body).toHaveLength(1_001);
  });

  test.each([
    ["never answers", () => {}],
    ["stops in the middle", (_request: unknown, response: { write(text: string): void }) => response.write("a")],
  ])("is given up in time when the other side %s", async (_what, listener) => {
    const url = await serve(listener as RequestListener);
    await expect(callOut({ ...open, url, timeoutMs: 60 })).rejects.toMatchObject({ code: "TIMED_OUT", sent: true });
  });

  test("says that it may have arrived when the connection breaks", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "10" }).write("half", () => response.destroy());
    });
    await expect(callOut({ ...open, url })).rejects.toMatchObject({ code: "BROKEN_OFF", sent: true });
  });

  test("says that it never arrived when nobody listens or the name is unknown", async () => {
    const url = await serve(() => {});
    servers.pop()?.close();
    await expect(callOut({ ...open, url })).rejects.toMatchObject({ code: "NOT_CONNECTED", sent: false });
    await expect(callOut({ ...open, url: "http://nobody.invalid/" })).rejects.toMatchObject({
      code: "NOT_CONNECTED",
      sent: false,
    });
  });

  test("can be given up by the caller", async () => {
    const url = await serve(() => {});
    const signal = AbortSignal.timeout(50);
    await expect(callOut({ ...open, url, signal })).rejects.toMatchObject({ code: "ABORTED", sent: true });
    await expect(callOut({ ...open, url, signal: AbortSignal.abort() })).rejects.toMatchObject({ sent: false });
  });

  test("streams, within the same bound", async () => {
    const url = await serve((_request, response) => {
      response.write("a".repeat(500));
      response.end("b".repeat(600));
    });
    const lengths: number[] = [];
    const { status, body } = await callOutStream({ ...open, url });
    expect(status).toBe(200);
    await expect(async () => {
      for await (const chunk of body) lengths.push(chunk.byteLength);
    }).rejects.toMatchObject({ code: "ANSWER_TOO_LARGE" });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(1_000);
  });
});
