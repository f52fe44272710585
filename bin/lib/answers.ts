import type { ServerResponse } from "node:http";

/** An answer that its reader takes nothing of for so long is cut, so that those who do not read cannot hold the process. */
export const STALL_MS = 120_000;
const LOOK_MS = 10_000;

/** What a shop's own pages load of ours: the script, the page that it frames, and what that page is made of, whose origin is none there. */
const EMBEDDED = /^\/(?:embed(?:\.js)?(?:[/?]|$)|_next\/static\/)/;

/**
 * What every answer has that does not say otherwise itself: nothing may be guessed, framed, run or kept. Pages bring a policy
 * of their own (`proxy.ts`), and so does the demo's shop.
 */
export function safeHeaders(path: string, https: boolean): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": EMBEDDED.test(path) ? "cross-origin" : "same-origin",
    "cache-control": "no-store",
    ...(path.startsWith("/sandbox") ? {} : { "content-security-policy": "default-src 'none'; frame-ancestors 'none'" }),
    ...(https ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

/**
 * Adds headers to an answer at the last moment: those that whoever writes it left out.
 * @returns a function that adds more
 */
export function completeHeaders(response: ServerResponse, defaults: Record<string, string>) {
  const missing = new Map(Object.entries(defaults));
  const write = response.writeHead as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((...args: unknown[]) => {
    const own = args.at(-1);
    const given = new Set(
      typeof own === "object" && own !== null && !Array.isArray(own)
        ? Object.keys(own).map((name) => name.toLowerCase())
        : [],
    );
    for (const [name, value] of missing) {
      if (!given.has(name.toLowerCase()) && !response.hasHeader(name)) response.setHeader(name, value);
    }
    return write.apply(response, args);
  }) as ServerResponse["writeHead"];
  return (more: Record<string, string>): void => {
    for (const [name, value] of Object.entries(more)) missing.set(name, value);
  };
}

type Answer = Pick<ServerResponse, "writableNeedDrain"> & {
  socket: { bytesWritten: number; destroy(): unknown } | null;
};

/** Open answers, and how long each has waited for its reader. */
export class Stalls {
  private readonly open = new Map<Answer, { bytes: number; since: number }>();

  /** Looks again and again while the process lives. */
  start(): void {
    setInterval(() => this.look(Date.now()), LOOK_MS).unref();
  }

  add(answer: Answer, now: number): void {
    this.open.set(answer, { bytes: 0, since: now });
  }

  remove(answer: Answer): void {
    this.open.delete(answer);
  }

  /** Cuts the connections of those that were offered bytes long ago and took none since. */
  look(now: number): void {
    for (const [answer, seen] of this.open) {
      const bytes = answer.socket?.bytesWritten ?? 0;
      if (!answer.writableNeedDrain || bytes !== seen.bytes) this.open.set(answer, { bytes, since: now });
      else if (now - seen.since > STALL_MS) answer.socket?.destroy();
    }
  }
}
