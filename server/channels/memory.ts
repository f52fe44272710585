import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Db, Tx } from "#db/client.ts";
import { settings } from "#db/schema/index.ts";

/** What one look of the job leaves for the next: times in epoch milliseconds. */
const memorySchema = z.object({
  recommended: z.string().nullable().default(null),
  /** When a channel was last seen in trouble. */
  troubleAt: z.record(z.string(), z.number()).default({}),
  /** The last five minutes that history has. */
  historyAt: z.number().default(0),
});
export type Memory = z.output<typeof memorySchema>;

const KEY = "channels.memory";

export async function readMemory(reader: Db): Promise<Memory> {
  const [row] = await reader.select({ value: settings.value }).from(settings).where(eq(settings.key, KEY));
  return memorySchema.parse(row?.value ?? {});
}

export async function writeMemory(tx: Tx, memory: Memory, now: Date): Promise<void> {
  const values = { key: KEY, value: memory, version: 1, updatedAt: now };
  await tx.insert(settings).values(values).onConflictDoUpdate({ target: settings.key, set: values });
}
