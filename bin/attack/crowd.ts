import { randomInt } from "node:crypto";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What went through, and how often whoever asked was told to come back later: what was told so was not attacked. */
export type Crowd = { url: string; asked: number; refused: number; close(): void };

/**
 * An HTTP proxy that makes one scanner look like many visitors, each request from another address, so that limits by address do not
 * keep it from what is behind them (they have tests of their own), and no faster than `perSecond`, for limits by person and key.
 * @param spared the path that nobody gets through to
 */
export async function crowd(perSecond: number, spared = ""): Promise<Crowd> {
  let next = 0;
  const server = createServer((asked, answer) => {
    if (spared !== "" && new URL(asked.url ?? "", "http://a").pathname === spared)
      return void answer.writeHead(403).end();
    state.asked++;
    const now = performance.now();
    next = Math.max(next, now) + 1_000 / perSecond;
    const from = `198.18.${randomInt(256)}.${randomInt(256)}`;
    setTimeout(() => {
      const { connection: _, "proxy-connection": __, ...headers } = asked.headers;
      const passed = request(
        asked.url ?? "",
        { method: asked.method ?? "GET", headers: { ...headers, "x-forwarded-for": from } },
        (got) => {
          if (got.statusCode === 429) state.refused++;
          answer.writeHead(got.statusCode ?? 502, got.headers);
          got.pipe(answer);
        },
      );
      passed.on("error", () => answer.destroy());
      asked.pipe(passed);
    }, next - now);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const state: Crowd = { url: `http://127.0.0.1:${port}`, asked: 0, refused: 0, close };
  return state;
}
