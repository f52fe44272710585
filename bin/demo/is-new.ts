import { openDatabase } from "#db/client.ts";
import { inboundEvents, user } from "#db/schema/index.ts";

/** True when the migrated database at `url` has neither events nor staff. */
export async function isNewDatabase(url: string): Promise<boolean> {
  const opened = openDatabase(url);
  try {
    const found = await Promise.all([
      opened.reader.select({ id: inboundEvents.id }).from(inboundEvents).limit(1),
      opened.reader.select({ id: user.id }).from(user).limit(1),
    ]);
    return found.every((rows) => rows.length === 0);
  } finally {
    await opened.close();
  }
}
