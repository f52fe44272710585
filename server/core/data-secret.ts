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

/** Gives up the database's own secret, and everything that hangs on it, for a new one that nobody knows. */
export async function replaceDataSecret(): Promise<void> {
  await transact(async (tx) => {
    await tx.delete(sealedKeys);
    await tx.insert(sealedKeys).values(rowOf(random()));
  });
  await loadDataSecret();
}

/** Notes, in a way that nobody can take back who does not know APP_SECRET, that the evidence log has begun. */
export async function markBegun(tx: Tx): Promise<void> {
  const sealed = await stored(tx);
  if (sealed === undefined) return;
  const { secret, begun } = open(sealed);
  if (begun) return;
  await tx
    .update(sealedKeys)
    .set({ sealed: rowOf(secret, true).sealed })
    .where(eq(sealedKeys.purpose, PURPOSE));
}

/** Whether {@link markBegun} was called in this database; false where its secret cannot be opened. */
export async function isMarkedBegun(reader: Pick<Tx, "select">): Promise<boolean> {
  const sealed = await stored(reader);
  try {
    return sealed !== undefined && open(sealed).begun;
  } catch {
    // A command without APP_SECRET: it goes by what it sees of the log.
    return false;
  }
}

const BEGUN = "\nbegun";
const random = (): string => randomBytes(SECRET_BYTES).toString("base64url");

function open(sealed: string): { secret: string; begun: boolean } {
  const text = unseal(sealPurposes.dataKey(PURPOSE), sealed);
  const begun = text.endsWith(BEGUN);
  return { secret: begun ? text.slice(0, -BEGUN.length) : text, begun };
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
