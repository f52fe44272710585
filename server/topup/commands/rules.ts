import { z } from "zod";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { AttemptAction, AttemptOutcome } from "./schemas.ts";

/** When a command without a result is asked about again, counted from the attempt before. After the last one it is dead. */
export const scheduleMs: readonly number[] = [
  5 * SECOND_MS,
  15 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  12 * HOUR_MS,
];
const JITTER = 0.2;

/**
 * How long to wait after an attempt. Pure.
 * @param tries attempts so far in this round, the one that just ended among them
 * @param random from 0 to 1: spreads commands that failed together over a fifth of the wait
 * @returns null when it was the last one
 */
export function waitMs(tries: number, random: number): number | null {
  const base = scheduleMs[tries - 1];
  return base === undefined ? null : Math.round(base * (1 + JITTER * random));
}

/** What an HTTP answer, or the lack of one, says about a command. */
export type Verdict = {
  outcome: AttemptOutcome;
  httpStatus: number | null;
  reference: string | null;
  code: string | null;
  message: string | null;
  /** For people: what came instead of a result. */
  detail: string | null;
  /** The encrypted card key that came along. */
  delivery: string | null;
};

const MAX_REFERENCE = 200;
const MAX_CODE = 100;
const MAX_MESSAGE = 500;

/** Text that both databases store: no control characters, no halves of surrogate pairs, and an end. */
const text = (max: number) =>
  z
    .union([z.string(), z.number()])
    .transform((value) => tidy(String(value), max))
    .nullish()
    .transform((value) => value || null);

/** Cuts off what is too long and drops what no database or page wants. Pure. */
export function tidy(value: string, max: number): string {
  const shown = value.toWellFormed().replace(/\p{Cc}+/gu, " ");
  return [...shown.slice(0, 2 * max)].slice(0, max).join("").trim();
}

const answerSchema = z.object({
  state: z.enum(["succeeded", "failed", "pending"]),
  reference: text(MAX_REFERENCE),
  code: text(MAX_CODE),
  message: text(MAX_MESSAGE),
  commandId: z.string().nullish(),
  // Whatever cannot be a key is unreadable, which is no reason to doubt the result that it came with.
  delivery: z
    .unknown()
    .optional()
    .transform((it) => (typeof it === "string" ? it : it === undefined || it === null ? null : "")),
});
const problemSchema = z.object({ code: z.string().min(1), detail: text(MAX_MESSAGE), title: text(MAX_MESSAGE) });

const nothing = { httpStatus: null, reference: null, code: null, message: null, detail: null, delivery: null };

/** The verdict on a call that brought no answer. Pure. */
export function judgeSilence(failure: { code: string; sent: boolean; message: string }): Verdict {
  const detail = tidy(`${failure.code}: ${failure.message}`, MAX_MESSAGE);
  return { ...nothing, outcome: failure.sent ? "unknown" : "not_sent", detail };
}

/** Statuses of a refusal that is about the command itself. 409 is not one: it may mean "I have this one already". */
const refusals = [400, 410, 422];

/**
 * The verdict on an answer. Only what the platform itself says plainly ends a command; whatever a proxy, a wrong address or a
 * wrong secret could have answered as well leaves it unknown. Pure.
 * @param call.first whether nothing of this command can have reached the platform before: only then does a refusal without a
 *   `state` end it. On a repetition it may just as well be about the repetition
 */
export function judgeAnswer(call: {
  commandId: string;
  action: AttemptAction;
  first: boolean;
  status: number;
  contentType: string;
  body: string;
}): Verdict {
  const base = { ...nothing, httpStatus: call.status };
  const isJson = /^application\/([\w.+-]+\+)?json\b/i.test(call.contentType.trim());
  const json = isJson ? parse(call.body) : undefined;
  const believed = (call.status >= 200 && call.status < 300) || [...refusals, 409].includes(call.status);
  const answer = answerSchema.safeParse(json);
  if (believed && answer.success) {
    const { state, reference, code, message, delivery, commandId } = answer.data;
    if (commandId && commandId !== call.commandId) {
      return { ...base, outcome: "unknown", detail: "the answer is about another command" };
    }
    return { ...base, outcome: state, reference, code, message, delivery };
  }
  if (call.action === "ask" && call.status === 404 && typeof json === "object" && json !== null) {
    return { ...base, outcome: "not_received", detail: "the platform never received it" };
  }
  const problem = problemSchema.safeParse(json);
  if (call.action === "send" && call.first && refusals.includes(call.status) && problem.success) {
    const { code, detail, title } = problem.data;
    return { ...base, outcome: "failed", code: tidy(code, MAX_CODE), message: detail ?? title };
  }
  return { ...base, outcome: "unknown", detail: insteadOf(call.status, isJson, json, problem.data?.code) };
}

function insteadOf(status: number, isJson: boolean, json: unknown, code: string | undefined): string {
  const said = code === undefined ? "" : ` ${tidy(code, MAX_CODE)}`;
  if (status === 401 || status === 403) return `HTTP ${status}${said}: it does not accept our signature`;
  if (status === 404 || status === 405) return `HTTP ${status}${said}: nothing answers commands at this address`;
  if (status === 429) return `HTTP ${status}${said}: it is asked too often`;
  if (status < 200 || status >= 300) return `HTTP ${status}${said}`;
  if (!isJson) return `HTTP ${status}: the answer is not JSON`;
  return json === undefined ? `HTTP ${status}: the answer is broken JSON` : `HTTP ${status}: the answer has no state`;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON whatever its content type says: judged as such by the caller.
    return undefined;
  }
}
