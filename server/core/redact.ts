import { redactText } from "./redact-text.ts";

/**
 * What goes into a log, without secrets and without people's contacts: by the names of members at any depth, and by what they look
 * like in any text. pino's own redaction knows fixed paths only, and neither messages nor errors. Everything is bounded, and a thing
 * that cannot be looked through is left out whole.
 */

const MAX_DEPTH = 8;
/** Members and entries in all, over the whole of what one line says. */
const MAX_PARTS = 2_000;
const MAX_ENTRIES = 100;
const REDACTED = "[redacted]";
const LEFT_OUT = "[left out]";

/** Names as they are compared: small letters and digits. */
const SECRET =
  /password|passwd|passphrase|secret|token|authorization|cookie|credential|apikey|privatekey|signature|backupcode|recoverycode|appsecret|otp$|^(?:k|key|jwt|sig|sign|pin|sealed|sealedkey|pem)$/;
const PERSON =
  /(?:contact|phone|mobile|telephone|email|mailbox|idnumber|idcard|identitynumber|cardnumber|bankcard|payeraccount|buyerlogonid|realname)s?$|^(?:tel|mail|idno|device)$/;
/** Whole documents of others, and values of rows. */
const DOCUMENT = /^(?:headers|rawheaders|body|rawbody|payload|params|parameters|values|formdata|html)$/;
/** A code of an authenticator, of a text message, of a list for emergencies; others are words, or shorter. */
const ONE_TIME = /^(?:\d{6,8}|[A-Za-z0-9]{5}-[A-Za-z0-9]{5})$/;

/** Codes that systems answer with, however many digits they have. */
const ANSWER_CODE = /(?:err|error|status|exit|result|reason|response|return)code$/;
/** What a setting or a job is called by: `retention.days`. */
const DOTTED = /^[a-z_-]{1,40}(?:\.[a-z_-]{1,40}){1,4}$/;
/** Names of measures, whose numbers may be as long as a telephone's. */
const MEASURE = /(?:bytes|size)$/;

type Budget = { parts: number };

/**
 * @param value anything, also what refers to itself or throws when it is read
 * @returns a copy of plain data that may be logged
 */
export function redact(value: unknown): unknown {
  return copy(value, 0, { parts: MAX_PARTS });
}

function copy(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return redactText(String(value));
  if (typeof value === "number") return looksPersonal(value) ? REDACTED : value;
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  if (depth >= MAX_DEPTH || budget.parts-- <= 0) return LEFT_OUT;
  try {
    return copyObject(value, depth, budget);
  } catch {
    return LEFT_OUT;
  }
}

/** A mobile number as a number; moments in milliseconds are longer. */
const looksPersonal = (value: number): boolean => value >= 13_000_000_000 && value < 20_000_000_000;

function copyObject(value: object, depth: number, budget: Budget): unknown {
  if (value instanceof Error) return copyError(value, depth, budget);
  if (value instanceof Date) return value;
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof URLSearchParams) return members([...value.entries()], depth, budget);
  if (value instanceof Set) return entries([...value], depth, budget);
  if (Array.isArray(value)) return entries(value, depth, budget);
  if (typeof Request !== "undefined" && (value instanceof Request || value instanceof Response)) return LEFT_OUT;
  if (typeof Headers !== "undefined" && value instanceof Headers) return LEFT_OUT;
  return members(Object.entries(value), depth, budget);
}

function entries(list: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const kept = list.slice(0, MAX_ENTRIES).map((entry) => copy(entry, depth + 1, budget));
  if (list.length > MAX_ENTRIES) kept.push(`… ${list.length - MAX_ENTRIES} more`);
  return kept;
}

function members(list: readonly [unknown, unknown][], depth: number, budget: Budget): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [given, value] of list.slice(0, MAX_ENTRIES)) {
    // Names are text of others as well: a member may be called by somebody's number.
    const name = redactText(String(given));
    const plain = name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
    const measured = typeof value === "number" && MEASURE.test(plain);
    kept[name] = byName(plain, value) ?? (measured ? value : copy(value, depth + 1, budget));
  }
  return kept;
}

/** What stands for a member whose name says what it holds; undefined where its name says nothing. */
function byName(plain: string, value: unknown): string | undefined {
  if (value === null || value === undefined || value === "" || typeof value === "boolean") return undefined;
  if (plain === "key" && typeof value === "string" && DOTTED.test(value)) return undefined;
  if (SECRET.test(plain) || PERSON.test(plain)) return REDACTED;
  if (DOCUMENT.test(plain)) return LEFT_OUT;
  const isCode = plain.endsWith("code") && !ANSWER_CODE.test(plain) && ONE_TIME.test(String(value));
  return isCode ? REDACTED : undefined;
}

/** What errors say of themselves is not enumerable; what drivers hang on them is. */
function copyError(error: Error, depth: number, budget: Budget): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    ...members(
      Object.entries(error).filter(([key]) => key !== "cause" && key !== "query"),
      depth,
      budget,
    ),
    type: redactText(String(error.constructor?.name || name)),
    message: redactText(String(message)),
    stack: redactText(String(stack)),
    ...(cause !== undefined && { cause: copy(cause, depth + 1, budget) }),
    ...(error instanceof AggregateError && { errors: entries(error.errors, depth, budget) }),
  };
}
