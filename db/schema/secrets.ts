import { instant, table, text } from "../columns.ts";

/**
 * Keys of what cannot be made anew when APP_SECRET changes (keyed hashes, seals, links that were given out): random, and sealed
 * under APP_SECRET, one for each purpose (`server/core/data-secret.ts`).
 */
export const sealedKeys = table("sealed_keys", {
  purpose: text("purpose").primaryKey(),
  sealed: text("sealed").notNull(),
  createdAt: instant("created_at").notNull(),
});
