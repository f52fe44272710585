import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
} from "cockatiel";
import { callOut, type OutboundAnswer, type OutboundCall, OutboundError } from "#server/http/index.ts";
import { GatewayError, type GatewayErrorCode, type GatewayRefund } from "./gateway.ts";

export type CallName = "query" | "refund" | "query_refund" | "bill" | "complaints";

/** The bounds of calls to one gateway. */
export type CallLimits = {
  /** One attempt, from the look-up of the name to the end of the answer. */
  timeoutMs: number;
  /** A refund is worth waiting for: giving up early only leaves it unknown. */
  refundTimeoutMs: number;
  attempts: number;
  firstBackoffMs: number;
  maxBackoffMs: number;
  /** So many failures in a row open the circuit … */
  breakAfter: number;
  /** … which lets one call through after this. */
  halfOpenAfterMs: number;
  maxAnswerBytes: number;
};
export const defaultLimits: CallLimits = {
  timeoutMs: 5_000,
  refundTimeoutMs: 15_000,
  attempts: 3,
  firstBackoffMs: 150,
  maxBackoffMs: 2_000,
  breakAfter: 5,
  halfOpenAfterMs: 15_000,
  maxAnswerBytes: 1024 * 1024,
};

/** What became of one attempt, for the channel's health. */
export type CallSample = { name: CallName; ok: boolean; tookMs: number; code: GatewayErrorCode | null };

export type Attempt<T> = {
  name: CallName;
  /** Whether the gateway takes the same call twice as one. */
  repeatable: boolean;
  /** Makes one attempt even while the circuit is open: it spares gateways from jobs, not people from an answer. */
  insist?: boolean | undefined;
  /** Makes the call, signed afresh for every attempt. */
  make(): Pick<OutboundCall, "url" | "method" | "headers" | "body">;
  /** Understands the answer. @throws GatewayError */
  read(answer: OutboundAnswer): T;
};
export type Caller = <T>(attempt: Attempt<T>) => Promise<T>;

const passing: readonly GatewayErrorCode[] = ["UNREACHABLE", "TIMED_OUT", "BROKEN_OFF", "UNAVAILABLE", "BAD_ANSWER"];
const troubled: readonly GatewayErrorCode[] = [...passing, "BAD_SIGNATURE"];

/** Says what an error of the network means for a call to a gateway. Errors of other kinds are bugs and stay what they are. */
export function asGatewayError(error: unknown): unknown {
  if (!(error instanceof OutboundError)) return error;
  const codes = {
    BAD_URL: "MISCONFIGURED",
    PRIVATE_ADDRESS: "PRIVATE_ADDRESS",
    NOT_CONNECTED: "UNREACHABLE",
    TIMED_OUT: "TIMED_OUT",
    ABORTED: "ABORTED",
    BROKEN_OFF: "BROKEN_OFF",
    ANSWER_TOO_LARGE: "BAD_ANSWER",
  } as const;
  return new GatewayError(codes[error.code], error.message, { sent: error.sent, cause: error });
}

const MAX_BREAKERS = 1_000;
// Next.js may load this module more than once in a process; what one copy learns of a gateway all must know.
const holder = globalThis as typeof globalThis & { __daozhangCircuits?: Map<string, CircuitBreakerPolicy> };
holder.__daozhangCircuits ??= new Map();
const breakers = holder.__daozhangCircuits;

/** By its name: an error of another copy of this module is of another class. */
const isTrouble = (error: unknown): boolean =>
  error instanceof Error && error.name === "GatewayError" && "code" in error && isTroubled(error.code);
const isTroubled = (code: unknown): boolean => (troubled as readonly unknown[]).includes(code);

/** One breaker for all who call a channel's gateway, however often it is opened; a new address begins with a closed one. */
function breakerOf({ limits, ...options }: CallerOptions): CircuitBreakerPolicy {
  const key = circuitKey({ limits, ...options });
  const breaker =
    breakers.get(key) ??
    circuitBreaker(handleWhen(isTrouble), {
      breaker: new ConsecutiveBreaker(limits.breakAfter),
      halfOpenAfter: limits.halfOpenAfterMs,
    });
  breakers.delete(key);
  breakers.set(key, breaker);
  const oldest = breakers.keys().next();
  if (breakers.size > MAX_BREAKERS && !oldest.done) breakers.delete(oldest.value);
  return breaker;
}

const circuitKey = ({ channel, address, limits }: CallerOptions) =>
  `${channel} ${address} ${limits.breakAfter} ${limits.halfOpenAfterMs}`;

/** For tests only: closes all circuits. */
export function forgetCircuits(): void {
  breakers.clear();
}

export type CallerOptions = {
  channel: string;
  /** Where the gateway is: names the circuit. */
  address: string;
  allowPrivate: boolean;
  limits: CallLimits;
  onCall?: (sample: CallSample) => void;
};

/**
 * Makes the one way in which an adapter calls its gateway: a time-out for each attempt, retries with jitter of what may be
 * repeated, and a circuit breaker around each attempt.
 */
export function callerOf(options: CallerOptions): Caller {
  const { limits } = options;
  return async function call<T>(attempt: Attempt<T>): Promise<T> {
    let earlier: GatewayError | null = null;
    let maybeSent = false;
    const mayRetry = (error: unknown) =>
      error instanceof GatewayError && passing.includes(error.code) && (attempt.repeatable || !error.sent);
    const policy = retry(handleWhen(mayRetry), {
      maxAttempts: limits.attempts - 1,
      backoff: new ExponentialBackoff({ initialDelay: limits.firstBackoffMs, maxDelay: limits.maxBackoffMs }),
    });
    try {
      return await policy.execute(async () => {
        try {
          return await through(options, attempt, attempt.insist === true && earlier === null);
        } catch (error) {
          const problem = isBrokenCircuitError(error) ? circuitOpen() : error;
          // A closed door does not undo what an earlier attempt may have done: report that one.
          if (problem instanceof GatewayError && problem.code === "CIRCUIT_OPEN" && earlier) throw new Gaveup(earlier);
          if (problem instanceof GatewayError) {
            maybeSent ||= problem.sent;
            earlier = problem;
          }
          throw problem;
        }
      });
    } catch (error) {
      const problem = error instanceof Gaveup ? error.earlier : error;
      if (!(problem instanceof GatewayError) || problem.sent || !maybeSent) throw problem;
      throw new GatewayError(problem.code, problem.message, { sent: true, cause: problem });
    }
  };
}

/** One attempt, if the circuit lets it through or the caller insists; a gateway that then answers has its circuit closed. */
async function through<T>(options: CallerOptions, attempt: Attempt<T>, insisting: boolean): Promise<T> {
  try {
    return await breakerOf(options).execute(() => once(options, attempt));
  } catch (error) {
    if (!insisting || !isBrokenCircuitError(error)) throw error;
  }
  try {
    const result = await once(options, attempt);
    breakers.delete(circuitKey(options));
    return result;
  } catch (error) {
    if (!isTrouble(error)) breakers.delete(circuitKey(options));
    throw error;
  }
}

/** Carries an earlier error past the retries. */
class Gaveup extends Error {
  readonly earlier: GatewayError;
  constructor(earlier: GatewayError) {
    super(earlier.message);
    this.earlier = earlier;
  }
}

const circuitOpen = () =>
  new GatewayError("CIRCUIT_OPEN", "too many calls failed; the gateway is left alone for a while", { sent: false });

async function once<T>(options: CallerOptions, attempt: Attempt<T>): Promise<T> {
  const { limits, allowPrivate, onCall } = options;
  const startedAt = performance.now();
  const tell = (code: GatewayErrorCode | null) =>
    onCall?.({
      name: attempt.name,
      ok: code === null || !troubled.includes(code),
      tookMs: Math.round(performance.now() - startedAt),
      code,
    });
  try {
    const answer = await callOut({
      ...attempt.make(),
      allowPrivate,
      timeoutMs: attempt.name === "refund" ? limits.refundTimeoutMs : limits.timeoutMs,
      maxBytes: limits.maxAnswerBytes,
    });
    const result = attempt.read(answer);
    tell(null);
    return result;
  } catch (error) {
    const problem = asGatewayError(error);
    if (problem instanceof GatewayError) tell(problem.code);
    throw problem;
  }
}

/**
 * Runs a refund so that whatever may have reached the gateway ends as `unknown`; so does a refund that stands under our number
 * with another sum, which only a person can explain.
 * @throws GatewayError when it certainly did not reach the gateway
 */
export async function unknownIfSent(wantedFen: number, run: () => Promise<GatewayRefund>): Promise<GatewayRefund> {
  try {
    const found = await run();
    const other = found.amountFen !== null && found.amountFen !== wantedFen;
    return other && found.state !== "failed" ? { ...found, state: "unknown", code: "AMOUNT_DIFFERS" } : found;
  } catch (error) {
    if (!(error instanceof GatewayError) || !error.sent) throw error;
    return unknownRefund(error.gatewayCode ?? error.code, error.message);
  }
}

export const unknownRefund = (code: string, message: string | null): GatewayRefund => ({
  state: "unknown",
  amountFen: null,
  gatewayRefundNo: null,
  code,
  message,
});

/** Asks what became of a refund that was sent: that the question failed must not look as if the refund had not been sent. */
export async function followUp(ask: () => Promise<GatewayRefund>): Promise<GatewayRefund> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return unknownRefund(error.gatewayCode ?? error.code, error.message);
  }
}

/**
 * What a refused refund means. The refusal may be of a repetition, or of a second refund beside the one that was made, so the
 * gateway is asked by our number before anything is called failed.
 */
export async function settleRefusal(error: unknown, ask: () => Promise<GatewayRefund>): Promise<GatewayRefund> {
  if (!(error instanceof GatewayError) || error.code !== "REFUSED") throw error;
  const found = await followUp(ask);
  if (found.state !== "missing") return found;
  return { ...found, state: "failed", code: error.gatewayCode, message: error.message };
}
