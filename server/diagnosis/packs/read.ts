import { and, eq, ne } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { packRunning, packVersions } from "#db/schema/index.ts";
import { conflict, isDomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { pack as builtIn, packOf, versionOf } from "../pack/index.ts";
import { type Pack, packContentSchema } from "../pack/schema.ts";

export const RUNNING = "running";

/** Loaded packs of this process by version. A version is a hash, so what is here can never be out of date. */
const loaded = new Map<string, Pack>();
const MAX_LOADED = 16;

/**
 * The pack of a version, for runs that are pinned to it. The same object each time, so that what the engine works out of a pack
 * is worked out once.
 * @throws DomainError 409 PACK_MISSING when it is not kept here, 409 PACK_DAMAGED when it is not what its version says
 */
export async function packFor(reader: Db, version: string): Promise<Pack> {
  if (version === builtIn.version) return builtIn;
  const known = loaded.get(version);
  if (known) {
    // The last used goes to the end, so that the first is the one to forget.
    loaded.delete(version);
    loaded.set(version, known);
    return known;
  }
  const pack = await read(reader, version);
  loaded.set(version, pack);
  for (const oldest of loaded.keys()) {
    if (loaded.size <= MAX_LOADED) break;
    loaded.delete(oldest);
  }
  return pack;
}

async function read(reader: Db, version: string): Promise<Pack> {
  const [row] = await reader
    .select({ content: packVersions.content })
    .from(packVersions)
    .where(and(eq(packVersions.version, version), ne(packVersions.state, "draft")));
  if (!row) {
    const message = `This run was made with version ${version} of the checklist, which is not kept here. Start a new one.`;
    throw conflict("PACK_MISSING", message, { details: { version } });
  }
  if (versionOf(row.content) !== version) {
    const message = `Version ${version} of the checklist is not what was published under this number.`;
    throw conflict("PACK_DAMAGED", message, { details: { version } });
  }
  const parsed = packContentSchema.safeParse(row.content);
  if (parsed.success) return packOf(parsed.data, version);
  const message = `Version ${version} of the checklist has a form that this release cannot read.`;
  throw conflict("PACK_UNREADABLE", message, { details: { version }, cause: parsed.error });
}

/** The row that says what runs; undefined before anything has been registered. */
export async function runningRow(reader: Db): Promise<typeof packRunning.$inferSelect | undefined> {
  const [row] = await reader.select().from(packRunning).where(eq(packRunning.id, RUNNING));
  return row;
}

/**
 * The pack that new runs get. One look-up by primary key each time: whatever process published, the next run anywhere has it.
 * Should this release be unable to read it, new runs get the built-in one: people are helped, and the log says why.
 */
export async function runningPack(reader: Db = db): Promise<Pack> {
  const row = await runningRow(reader);
  return row ? usablePack(reader, row.version) : builtIn;
}

const told = new Set<string>();

/** A version for new runs, or the built-in one where it cannot be spoken; said in the log once. */
export async function usablePack(reader: Db, version: string): Promise<Pack> {
  try {
    return await packFor(reader, version);
  } catch (error) {
    if (!isDomainError(error, "PACK_MISSING", "PACK_DAMAGED", "PACK_UNREADABLE")) throw error;
    if (!told.has(version))
      logger.error({ err: error, version }, "the running checklist cannot be used: the built-in one is");
    told.add(version);
    return builtIn;
  }
}
