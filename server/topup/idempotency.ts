import { and, eq, lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { idempotencyKeys } from "#db/schema/index.ts";
import { canonicalJson } from "#server/audit/index.ts";
import { type Clock, DAY_MS, systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";

/** Clients may repeat a request for at least a day; stored responses are kept for two. */
const KEPT_MS = 2 * DAY_MS;
/** Verdicts on the request itself: asking again under the same key gets them again. Others (401, 403, 429, 5xx) are not kept. */
const FINAL_STATUSES = [404, 409, 422];
/** Runs after the first, for those that lost a race to a unique index. */
const RETRIES = 2;

export type StoredResponse = { status: number; body: unknown; replayed: boolean };
type Stored = { body: unknown } | { error: { code: string; message: string; details: object; errors: FieldError[] } };

const REPLAYED = Symbol.for("daozhang.replayed");

/** True for an error that is the stored response of an earlier request (for the `Idempotency-Replayed` header). */
export function isReplayed(error: unknown): boolean {
  return error instanceof Error && REPLAYED in error;
}

/**
 * Runs a write at most once for each key of an actor, and answers repetitions with the stored response, errors that are final
 * (404, 409, 422) among them. The response is stored in the same transaction as the effect, so neither can be lost without the
 * other. Of concurrent requests with one key one runs; the others wait for it and get its response.
 * @param key the Idempotency-Key
 * @param request what was asked; a key stands for one method, path and body
 * @param serializeOn the text to serialise on, as for `transact`; for what moves an order's money `orderLock(orderNo)`
 * @param prepare what has to be asked outside before `run`; not done for a repetition
 * @param run does the work in `ctx.tx`; may be run again after a lost race, with nothing of the first run left
 * @param finish goes on outside of the transaction with what `run` left; what it answers is the response, and repetitions get it
 *   too. One that was cut off there gets what `run` answered: nobody was told anything else
 * @param afterRefusal what a final error leaves to be done once its transaction is taken back; in one with its storing
 * @throws DomainError 400 IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_INVALID; 422 IDEMPOTENCY_KEY_REUSED; and what `run` throws
 */
export async function withIdempotency(args: {
  ctx: Ctx;
  key: string | null | undefined;
  request: { method: string; path: string; body: unknown };
  serializeOn?: string;
  prepare?: () => Promise<void>;
  run: (ctx: Ctx & { tx: Tx }) => Promise<{ status: number; body: unknown }>;
  finish?: (body: unknown) => Promise<unknown>;
  afterRefusal?: (ctx: Ctx & { tx: Tx }, error: DomainError) => Promise<void>;
}): Promise<StoredResponse> {
  const { ctx } = args;
  const key = readKey(args.key);
  const actorId = `${ctx.actor.kind}:${ctx.actor.id}`;
  const requestHash = sha256Hex(canonicalJson(args.request));
  const options = args.serializeOn === undefined ? {} : { serializeOn: args.serializeOn };
  const mine = and(eq(idempotencyKeys.actorId, actorId), eq(idempotencyKeys.key, key));

  const unit = async (tx: Tx): Promise<StoredResponse> => {
    const [stored] = await tx.select().from(idempotencyKeys).where(mine);
    if (stored) return replay(stored, requestHash);
    // The row comes first, so that a second request with this key meets it and not the effect.
    await tx.insert(idempotencyKeys).values({ actorId, key, requestHash, createdAt: ctx.clock.now() });
    const response = await args.run({ ...ctx, tx });
    const kept: Stored = { body: response.body };
    await tx
      .update(idempotencyKeys)
      .set({ status: response.status, body: JSON.stringify(kept) })
      .where(mine);
    return { ...response, replayed: false };
  };
  const keepError = async (tx: Tx, error: DomainError): Promise<StoredResponse> => {
    const [stored] = await tx.select().from(idempotencyKeys).where(mine);
    if (stored) return replay(stored, requestHash);
    const { code, message, details, errors } = error;
    const body = JSON.stringify({ error: { code, message, details, errors } } satisfies Stored);
    await tx
      .insert(idempotencyKeys)
      .values({ actorId, key, requestHash, status: error.status, body, createdAt: ctx.clock.now() });
    await args.afterRefusal?.({ ...ctx, tx }, error);
    return { status: error.status, body: null, replayed: false };
  };

  const amend = async (response: StoredResponse): Promise<StoredResponse> => {
    const body = await args.finish?.(response.body);
    const text = JSON.stringify({ body } satisfies Stored);
    if (body === undefined || text === JSON.stringify({ body: response.body })) return response;
    await transact((tx) => tx.update(idempotencyKeys).set({ body: text }).where(mine), options);
    return { ...response, body };
  };

  const [known] = await db.select({ key: idempotencyKeys.key }).from(idempotencyKeys).where(mine);
  if (!known) await args.prepare?.();
  let response: StoredResponse;
  try {
    response = await withRetries(() => transact(unit, options));
  } catch (error) {
    if (!isFinal(error)) throw error;
    // Nothing was done, so nothing can be lost between the two transactions.
    await withRetries(() => transact((tx) => keepError(tx, error), options));
    throw error;
  }
  return response.replayed ? response : amend(response);
}

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry++) {
    try {
      return await work();
    } catch (error) {
      if (retry >= RETRIES || !isUniqueViolation(error)) throw error;
    }
  }
}

function readKey(key: string | null | undefined): string {
  if (key === null || key === undefined || key === "") {
    throw new DomainError(400, "IDEMPOTENCY_KEY_REQUIRED", "Writes that move money need an Idempotency-Key header.");
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new DomainError(400, "IDEMPOTENCY_KEY_INVALID", "An Idempotency-Key is 1 to 255 visible ASCII characters.");
  }
  return key;
}

function isFinal(error: unknown): error is DomainError {
  return (
    error instanceof DomainError &&
    !isReplayed(error) &&
    FINAL_STATUSES.includes(error.status) &&
    !error.code.startsWith("IDEMPOTENCY_")
  );
}

function replay(row: typeof idempotencyKeys.$inferSelect, requestHash: string): StoredResponse {
  if (row.requestHash !== requestHash) {
    throw invalid("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another request.");
  }
  if (row.status === null) throw new Error("A stored response is without its status");
  // Kept as one text, so that members come back in the order in which they were sent. Drivers may have parsed it already.
  const kept = (typeof row.body === "string" ? JSON.parse(row.body) : row.body) as Stored;
  if (!("error" in kept)) return { status: row.status, body: kept.body, replayed: true };
  const { code, message, details, errors } = kept.error;
  const error = new DomainError(row.status, code, message, { details: { ...details }, errors });
  throw Object.assign(error, { [REPLAYED]: true });
}

/** A job: forgets stored responses that nobody may ask for any more. @returns how many */
export async function expireIdempotencyKeys(clock: Clock = systemClock): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS);
  return transact(async (tx) => {
    const gone = await tx
      .delete(idempotencyKeys)
      .where(lt(idempotencyKeys.createdAt, before))
      .returning({ key: idempotencyKeys.key });
    return gone.length;
  });
}
