import { setTimeout as sleep } from "node:timers/promises";
import type { RawCallback, SandboxKind, Twist } from "./types.ts";

const MINUTE_S = 60;
const HOUR_S = 3_600;
/** When each protocol sends a callback again that nobody acknowledged, in seconds after the time before. */
export const retryGapsS: { [K in SandboxKind]: readonly number[] } = {
  alipay: [4 * MINUTE_S, 10 * MINUTE_S, 10 * MINUTE_S, HOUR_S, 2 * HOUR_S, 6 * HOUR_S, 15 * HOUR_S],
  wechatpay: [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, HOUR_S, ...Array(3).fill(3 * HOUR_S), 21_600, 21_600],
  epay: [MINUTE_S, 3 * MINUTE_S, 20 * MINUTE_S, HOUR_S, 2 * HOUR_S],
  epay2: [MINUTE_S, 3 * MINUTE_S, 20 * MINUTE_S, HOUR_S, 2 * HOUR_S],
};
const ATTEMPT_TIMEOUT_MS = 15_000;

export type Attempt = { status: number | null; body: string; error: string | null; tookMs: number };
export type Delivered = { attempts: Attempt[]; acknowledged: boolean };
export type RetryOptions = {
  /** How many times in all; 1 sends once and never again. By default what the protocol does. */
  maxAttempts?: number;
  /** What a second of the protocol's schedule takes here: 0 sends again at once, 1 is real time. Default 0. */
  timeScale?: number;
  attemptTimeoutMs?: number;
};

const acknowledges = (kind: SandboxKind, { status, body }: Attempt): boolean => {
  if (status === null || status >= 400) return false;
  if (kind === "wechatpay") return status === 200 || status === 204;
  return kind === "alipay" ? body.trim() === "success" : body.includes("success");
};

/** Sends one callback until it is acknowledged or the protocol gives up. `make` is asked each time: signatures have times. */
export async function sendUntilTaken(
  kind: SandboxKind,
  notifyUrl: string,
  make: () => RawCallback,
  options: RetryOptions = {},
): Promise<Delivered> {
  const gaps = retryGapsS[kind];
  const maxAttempts = Math.min(options.maxAttempts ?? gaps.length + 1, gaps.length + 1);
  const attempts: Attempt[] = [];
  for (;;) {
    const attempt = await sendOnce(notifyUrl, make(), options.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS);
    attempts.push(attempt);
    if (acknowledges(kind, attempt)) return { attempts, acknowledged: true };
    if (attempts.length >= maxAttempts) return { attempts, acknowledged: false };
    await sleep((gaps[attempts.length - 1] ?? 0) * 1_000 * (options.timeScale ?? 0));
  }
}

/** Sends the bytes of a callback once. */
export async function sendOnce(notifyUrl: string, raw: RawCallback, timeoutMs = ATTEMPT_TIMEOUT_MS): Promise<Attempt> {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const answer = await fetch(raw.query ? `${notifyUrl}?${raw.query}` : notifyUrl, {
      method: raw.method,
      headers: raw.headers,
      ...(raw.method === "POST" && { body: new Uint8Array(raw.body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await answer.text()).slice(0, 2_000);
    return { status: answer.status, body, error: null, tookMs: took() };
  } catch (error) {
    return { status: null, body: "", error: error instanceof Error ? error.message : String(error), tookMs: took() };
  }
}

/** Spoils the bytes of a callback in the ways that no protocol has to know about. */
export function spoiled(raw: RawCallback, twist: Twist | undefined): RawCallback {
  const form = raw.method === "GET" || (raw.headers["content-type"] ?? "").includes("form");
  const change = (text: (whole: string) => string, bytes: (whole: Buffer) => Buffer): RawCallback =>
    raw.method === "GET" ? { ...raw, query: text(raw.query) } : { ...raw, body: bytes(raw.body) };
  switch (twist) {
    case "truncated":
      return change(
        (whole) => whole.slice(0, whole.length / 2),
        (whole) => whole.subarray(0, whole.length / 2),
      );
    case "not_utf8":
      return change(
        (whole) => `${whole}&body=%ff%fe`,
        (whole) => Buffer.concat([whole, form ? Buffer.from("&x=") : Buffer.alloc(0), Buffer.from([0xff, 0xfe])]),
      );
    case "duplicate_parameter":
      if (!form) return raw;
      return change(
        (whole) => `${whole}&out_trade_no=OTHER`,
        (whole) => Buffer.concat([whole, Buffer.from("&out_trade_no=OTHER")]),
      );
    case "oversized":
      // A query of ten megabytes never gets past any server: epay's goes as a form.
      return {
        ...raw,
        method: "POST",
        query: "",
        headers: { "content-type": "application/x-www-form-urlencoded", ...raw.headers },
        body: Buffer.concat([Buffer.from(`${raw.query}&`), raw.body, Buffer.alloc(10 * 1024 * 1024, 0x20)]),
      };
    default:
      return raw;
  }
}
