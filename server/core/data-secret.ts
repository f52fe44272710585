import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { inboundEvents, sealedKeys, user } from "#db/schema/index.ts";
import { setDataSecret } from "./data-key.ts";
import { env } from "./env.ts";
import { seal, unseal } from "./seal.ts";
import { sealPurposes } from "./seal-purposes.ts";

const PURPOSE = "data";
const SECRET_BYTES = 32;

/** The database's secret cannot be opened: APP_SECRET is of another installation, or was replaced without naming the one before. */
export class WrongSecret extends Error {
  constructor(cause: unknown) {
    super("APP_SECRET is not the one of this database, nor is one of APP_SECRET_PREVIOUS", { cause });
    this.name = "WrongSecret";
  }
}

/**
 * Opens the database's own secret, or makes it where there is none; of several processes that start at once, one makes it.
 * @throws WrongSecret
 */
export async function loadDataSecret(): Promise<void> {
  const sealed = (await stored(db)) ?? (await make());
  try {
    setDataSecret(open(sealed).secret);
  } catch (error) {
    throw new WrongSecret(error);
  }
}

/**
 * Makes another secret, for this process alone: the database has its own until {@link keepDataSecret} gives that up.
 * @returns what to keep
 */
export function newDataSecret(): string {
  const secret = random();
  setDataSecret(secret);
  return secret;
}

/**
 * Puts a new secret in the place of the database's own, and so gives up everything that hangs on that.
 * @param begun whether the evidence log has begun; what {@link markBegun} noted stays, where it can be read
 */
export async function keepDataSecret(tx: Tx, secret: string, begun: boolean): Promise<void> {
  const row = rowOf(secret, begun || (await isMarkedBegun(tx)));
  await tx.delete(sealedKeys);
  await tx.insert(sealedKeys).values(row);
}

/**
 * Notes, in a way that nobody can take back who does not know APP_SECRET, that the evidence log has begun. Does nothing where the
 * database's secret cannot be opened: who gives that up notes it with the next.
 */
export async function markBegun(tx: Tx): Promise<void> {
  const known = tryOpen(await stored(tx));
  if (!known || known.begun) return;
  await tx
    .update(sealedKeys)
    .set({ sealed: rowOf(known.secret, true).sealed })
    .where(eq(sealedKeys.purpose, PURPOSE));
}

/** Whether {@link markBegun} was called in this database; false where its secret cannot be opened. */
export async function isMarkedBegun(reader: Pick<Tx, "select">): Promise<boolean> {
  return tryOpen(await stored(reader))?.begun ?? false;
}

const BEGUN = "\nbegun";
const random = (): string => randomBytes(SECRET_BYTES).toString("base64url");

function open(sealed: string): { secret: string; begun: boolean } {
  const text = unseal(sealPurposes.dataKey(PURPOSE), sealed);
  const begun = text.endsWith(BEGUN);
  return { secret: begun ? text.slice(0, -BEGUN.length) : text, begun };
}

/** As {@link open}; undefined where there is nothing, or APP_SECRET is not the one: then one goes by what is seen of the log. */
function tryOpen(sealed: string | undefined): ReturnType<typeof open> | undefined {
  try {
    return sealed === undefined ? undefined : open(sealed);
  } catch {
    return undefined;
  }
}

const rowOf = (secret: string, begun = false) => ({
  purpose: PURPOSE,
  sealed: seal(sealPurposes.dataKey(PURPOSE), begun ? `${secret}${BEGUN}` : secret),
  createdAt: new Date(),
});

async function stored(reader: Pick<Tx, "select">): Promise<string | undefined> {
  const of = eq(sealedKeys.purpose, PURPOSE);
  const [row] = await reader.select({ sealed: sealedKeys.sealed }).from(sealedKeys).where(of);
  return row?.sealed;
}

async function make(): Promise<string> {
  const row = rowOf((await isOlder()) ? env().APP_SECRET : random());
  await transact((tx) => tx.insert(sealedKeys).values(row).onConflictDoNothing());
  const kept = await stored(db);
  if (kept === undefined) throw new Error("The data secret was not kept");
  return kept;
}

/** Whether links and hashes may have been given out before: then these keys came from APP_SECRET itself, and must go on being so. */
async function isOlder(): Promise<boolean> {
  const [[person], [event]] = await Promise.all([
    db.select({ id: user.id }).from(user).limit(1),
    db.select({ id: inboundEvents.id }).from(inboundEvents).limit(1),
  ]);
  return person !== undefined || event !== undefined;
}
