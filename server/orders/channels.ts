import { asc } from "drizzle-orm";
import { db } from "#db/client.ts";
import { channels } from "#db/schema/index.ts";
import type { ChannelStatus } from "./schemas.ts";

export type ChannelView = {
  channel: string;
  status: ChannelStatus | "unknown";
  since: Date | null;
  notice: string | null;
  recommended: boolean;
  singleLimitFen: number | null;
  dailyLimitFen: number | null;
};

/** What the public may know of the payment channels, and the one to use now (the platform's word, else the first that is up). */
export async function listChannels(): Promise<{
  channels: ChannelView[];
  recommendedChannel: string | null;
  troubled: ChannelView[];
}> {
  const rows = await db.select().from(channels).orderBy(asc(channels.code)).limit(200);
  const views = rows.map((row) => ({
    channel: row.code,
    status: row.status ?? ("unknown" as const),
    since: row.statusAt,
    notice: row.notice,
    recommended: row.recommended ?? false,
    singleLimitFen: row.singleLimitFen,
    dailyLimitFen: row.dailyLimitFen,
  }));
  const usable = views.filter((view) => view.status === "up");
  const best = usable.find((view) => view.recommended) ?? usable[0];
  const troubled = views.filter((view) => ["down", "maintenance", "suspended", "degraded"].includes(view.status));
  return { channels: views, recommendedChannel: best?.channel ?? null, troubled };
}
