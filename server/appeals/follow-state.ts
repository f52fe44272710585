import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { commands, refunds, topups } from "#db/schema/index.ts";
import type { AppealRow } from "./store.ts";

/** How the command, top-up or refunds of an appeal stand: of several the one that is furthest from its end. */
export async function resultOf(
  reader: Db,
  { followKind, followIds }: Pick<AppealRow, "followKind" | "followIds">,
): Promise<string | null> {
  if (followIds.length === 0) return null;
  if (followKind === "release") {
    const [row] = await reader
      .select({ state: commands.state })
      .from(commands)
      .where(and(eq(commands.kind, "release"), inArray(commands.subjectId, followIds)));
    return row?.state ?? null;
  }
  const table = followKind === "topup" ? topups : followKind === "refund" ? refunds : undefined;
  if (!table) return null;
  const rows = await reader.select({ state: table.state }).from(table).where(inArray(table.id, followIds));
  const states = rows.map(({ state }) => state);
  const worst = ["failed", "rejected", "unknown", "executing", "pending_approval", "succeeded"] as const;
  return worst.find((state) => states.includes(state)) ?? null;
}
