import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from "cockatiel";
import { Webhook } from "standardwebhooks";
import { MINUTE_MS, SECOND_MS, systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import { commandSecrets } from "../commands/platform.ts";
import { judgeUpstream, type UpstreamAnswer } from "./rules.ts";

/** An answer is a few short members. */
const MAX_ANSWER_BYTES = 16 * 1024;
const BREAK_AFTER = 5;
const HALF_OPEN_AFTER_MS = 20 * SECOND_MS;
/** How long a platform that does not offer this is not asked again. */
const NOT_OFFERED_MS = 15 * MINUTE_MS;

type Shared = { breakers: Map<string, CircuitBreakerPolicy>; notOfferedUntil: Map<string, number> };
// Next.js may load this module more than once in a process; what one copy learns of the platform all must know.
const holder = globalThis as typeof globalThis & { __daozhangUpstream?: Shared };
const shared = (): Shared => {
  holder.__daozhangUpstream ??= { breakers: new Map(), notOfferedUntil: new Map() };
  return holder.__daozhangUpstream;
};

/** For tests only: forgets which platforms failed or do not offer this. */
export function forgetUpstream(): void {
  delete holder.__daozhangUpstream;
}

function breakerOf(base: string): CircuitBreakerPolicy {
  const { breakers } = shared();
  const breaker =
    breakers.get(base) ??
    circuitBreaker(
      handleWhen((error) => error instanceof Trouble),
      { breaker: new ConsecutiveBreaker(BREAK_AFTER), halfOpenAfter: HALF_OPEN_AFTER_MS },
    );
  breakers.set(base, breaker);
  return breaker;
}

/** An answer that says that something is wrong with the platform, for the circuit. */
class Trouble extends Error {
  readonly answer: UpstreamAnswer;
  constructor(answer: UpstreamAnswer) {
    super("the platform is in trouble");
    this.answer = answer;
  }
}
const isTrouble = (answer: UpstreamAnswer): boolean =>
  "error" in answer && answer.error !== "ORDER_NOT_FOUND" && !/^HTTP_4/.test(answer.error);

/** Whether the platform can be asked about fulfilments at all, as far as is known. */
export function isUpstreamAskable(): boolean {
  const { PLATFORM_URL } = env();
  if (PLATFORM_URL === undefined || commandSecrets().length === 0) return false;
  return (shared().notOfferedUntil.get(baseOf(PLATFORM_URL)) ?? 0) <= systemClock.now().getTime();
}

const baseOf = (url: string): string => url.replace(/\/+$/, "");

/**
 * Asks the platform about the fulfilment of an order. Outside transactions only.
 * @returns what it says; never throws for what the other side does
 */
export async function callUpstream(orderNo: string, timeoutMs: number): Promise<UpstreamAnswer> {
  const { PLATFORM_URL } = env();
  const secret = commandSecrets()[0];
  if (PLATFORM_URL === undefined || secret === undefined) return { error: "NOT_SET_UP" };
  const base = baseOf(PLATFORM_URL);
  try {
    const answer = await breakerOf(base).execute(async () => {
      const heard = await ask(`${base}/orders/${encodeURIComponent(orderNo)}/fulfilment`, secret, timeoutMs);
      if (isTrouble(heard)) throw new Trouble(heard);
      return heard;
    });
    if ("notOffered" in answer) {
      shared().notOfferedUntil.set(base, systemClock.now().getTime() + NOT_OFFERED_MS);
    }
    return answer;
  } catch (error) {
    if (error instanceof Trouble) return error.answer;
    if (isBrokenCircuitError(error)) return { error: "CIRCUIT_OPEN" };
    throw error;
  }
}

async function ask(url: string, secret: string, timeoutMs: number): Promise<UpstreamAnswer> {
  const id = `fulfilment_${newId()}`;
  // The platform holds this against its own clock, whatever time the caller acts at.
  const now = systemClock.now();
  try {
    const answer = await callOut({
      url,
      headers: {
        accept: "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
        // Signed over an empty body, like a question about a command: no signature of one can be used as a command.
        "webhook-signature": new Webhook(secret).sign(id, now, ""),
      },
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      // Whoever runs this installation set the address; a platform in the same network is the usual case.
      allowPrivate: true,
    });
    return judgeUpstream({
      status: answer.status,
      contentType: answer.headers["content-type"] ?? "",
      body: answer.body.toString("utf8"),
    });
  } catch (error) {
    if (error instanceof OutboundError) return { error: error.code };
    throw error;
  }
}
