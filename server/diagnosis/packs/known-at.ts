import { asc, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { diagnoses, diagnosisLog } from "#db/schema/index.ts";
import { isDomainError } from "#server/core/errors.ts";
import { distrustAndKnow, type Known } from "../known.ts";
import { entrySchema, type LoggedEntry, replay, sessionFacts } from "../session.ts";
import { packFor } from "./read.ts";

const CHUNK = 100;

/**
 * What runs knew at given times, by replaying their logs that far: what the checklist had to go by when it judged.
 * @param wanted by run id; runs whose pack is not kept, and runs that are gone, are left out
 */
export async function knownAt(reader: Db, wanted: ReadonlyMap<string, Date>): Promise<Map<string, Known>> {
  const found = new Map<string, Known>();
  const ids = [...wanted.keys()];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const some = ids.slice(from, from + CHUNK);
    const rows = await reader
      .select({ id: diagnoses.id, packVersion: diagnoses.packVersion })
      .from(diagnoses)
      .where(inArray(diagnoses.id, some));
    const logged = await reader
      .select()
      .from(diagnosisLog)
      .where(inArray(diagnosisLog.diagnosisId, some))
      .orderBy(asc(diagnosisLog.diagnosisId), asc(diagnosisLog.seq));
    const logs = Map.groupBy(logged, (entry) => entry.diagnosisId);
    for (const { id, packVersion } of rows) {
      const pack = await packFor(reader, packVersion).catch((error: unknown) => {
        if (isDomainError(error)) return undefined;
        throw error;
      });
      const until = wanted.get(id);
      if (!pack || !until) continue;
      const log: LoggedEntry[] = (logs.get(id) ?? [])
        .filter(({ at }) => at <= until)
        .map(({ kind, data, at }) => ({ entry: entrySchema.parse({ ...data, kind }), at }));
      const session = replay(log);
      found.set(id, distrustAndKnow(pack, sessionFacts(session), session.answers));
    }
  }
  return found;
}
