import { transact } from "#db/client.ts";
import { isDatabaseGone } from "#db/errors.ts";
import { appendAudit } from "#server/audit/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { secrets } from "#server/core/secret.ts";
import { type OldRow, type Place, places } from "./places.ts";

const PAGE_ROWS = 200;
/** Rows of one transaction: a running server waits for no more than that. */
const BATCH_ROWS = 50;
/** A server that has not been started again goes on sealing under the secret of before: then this is not the time. */
const MAX_PASSES = 5;
const MAX_ATTEMPTS = 5;
const MAX_NAMED = 100;

/** How many rows of a place are under a secret that APP_SECRET replaced, and how many of them cannot be opened with what is here. */
export type Waiting = { place: string; old: number; unreadable: number };
export type Rotated = {
  /** The name of the secret that everything is under now. */
  to: string;
  sealedAnew: Record<string, number>;
  /** What could not be opened, as `place id`: it stays as it is. At most a hundred are named. */
  lost: string[];
};

/**
 * Says what is still under an older secret. Reads only.
 * @returns the places where something is, none when the secrets of before may go
 */
export async function secretsWaiting({ ctx }: { ctx: Ctx }): Promise<Waiting[]> {
  authorize(ctx, "admin");
  const found: Waiting[] = [];
  for (const place of places) {
    const counted = { place: place.name, old: 0, unreadable: 0 };
    for await (const row of oldRows(place)) {
      counted.old += 1;
      if (!opened(row)) counted.unreadable += 1;
    }
    if (counted.old > 0) found.push(counted);
  }
  return found;
}

/**
 * Seals everything anew under APP_SECRET, beside a running server: each row only if it is still as it was read. Killed in the
 * middle, it has done what it has done, and the next run does the rest.
 * @returns how many rows of each place it sealed, and what it could not open
 * @throws DomainError 409 SECRETS_STILL_WRITTEN while something goes on sealing under an older one
 */
export async function rotateSecrets({ ctx }: { ctx: Ctx }): Promise<Rotated> {
  authorize(ctx, "admin");
  const to = secrets()[0].id;
  const from = secrets()
    .slice(1)
    .map(({ id }) => id);
  await note(ctx, "secrets.rotation_began", { to, from });
  const sealedAnew: Record<string, number> = {};
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { done, lost } = await onePass(sealedAnew);
    if (done > 0) continue;
    await note(ctx, "secrets.rotated", { to, sealedAnew, lost: lost.length });
    return { to, sealedAnew, lost: lost.slice(0, MAX_NAMED) };
  }
  await note(ctx, "secrets.rotation_stopped", { to, sealedAnew });
  throw conflict(
    "SECRETS_STILL_WRITTEN",
    "Something goes on sealing under an older secret: start every process again, then rotate.",
  );
}

/** Goes over all places once. @returns how many rows were left to do, and those that cannot be opened */
async function onePass(sealedAnew: Record<string, number>): Promise<{ done: number; lost: string[] }> {
  let done = 0;
  const lost: string[] = [];
  for (const place of places) {
    let batch: ((tx: Parameters<ReturnType<OldRow["anew"]>>[0]) => Promise<boolean>)[] = [];
    const flush = async () => {
      const writes = batch;
      batch = [];
      const count = await write(writes);
      if (count > 0) sealedAnew[place.name] = (sealedAnew[place.name] ?? 0) + count;
      done += writes.length;
    };
    for await (const row of oldRows(place)) {
      const put = opened(row);
      if (put) batch.push(put);
      else lost.push(`${place.name} ${row.id}`);
      if (batch.length >= BATCH_ROWS) await flush();
    }
    await flush();
  }
  return { done, lost };
}

async function* oldRows(place: Place): AsyncGenerator<OldRow> {
  for (let after = ""; ; ) {
    const rows = await patiently(() => place.old(after, PAGE_ROWS));
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

function opened(row: OldRow): ReturnType<OldRow["anew"]> | undefined {
  try {
    return row.anew();
  } catch {
    // Told by its id at the end.
    return undefined;
  }
}

const write = (writes: ReturnType<OldRow["anew"]>[]): Promise<number> =>
  writes.length === 0
    ? Promise.resolve(0)
    : patiently(() =>
        transact(async (tx) => {
          let count = 0;
          for (const put of writes) if (await put(tx)) count += 1;
          return count;
        }),
      );

const note = (ctx: Ctx, action: string, data: Record<string, unknown>): Promise<unknown> =>
  patiently(() => transact((tx) => appendAudit(tx, ctx, { action, subject: "secrets", data })));

/** A server at work may hold SQLite's lock for longer than a statement waits. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isDatabaseGone(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * SECOND_MS));
    }
  }
}
