import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
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
  const sealed = (await stored()) ?? (await make());
  try {
    setDataSecret(unseal(sealPurposes.dataKey(PURPOSE), sealed));
  } catch (error) {
    throw new WrongSecret(error);
  }
}

async function stored(): Promise<string | undefined> {
  const [row] = await db.select({ sealed: sealedKeys.sealed }).from(sealedKeys).where(eq(sealedKeys.purpose, PURPOSE));
  return row?.sealed;
}

async function make(): Promise<string> {
  const secret = (await isOlder()) ? env().APP_SECRET : randomBytes(SECRET_BYTES).toString("base64url");
  const row = { purpose: PURPOSE, sealed: seal(sealPurposes.dataKey(PURPOSE), secret), createdAt: new Date() };
  await transact((tx) => tx.insert(sealedKeys).values(row).onConflictDoNothing());
  const kept = await stored();
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
