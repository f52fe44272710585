import { getTranslations } from "next-intl/server";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { CustomerTicket } from "#server/tickets/schemas.ts";

type Promised = CustomerTicket["promises"][number];

const tones: Record<Promised["state"], Tone> = {
  kept: "ok",
  broken: "unknown",
  late: "broken",
  paused: "unknown",
  running: "wait",
};

/** What was promised, by when, and whether it was kept. */
export async function Promises({ promises }: { promises: Promised[] }) {
  const t = await getTranslations("customer");
  return (
    <ul className="divide-y divide-line">
      {promises.map((promise) => (
        <li key={promise.metric + promise.dueAt} className="flex items-center justify-between gap-3 py-3">
          <div className="min-w-0">
            <p className="font-medium">{t(`done.${promise.metric}`)}</p>
            <p className="text-sm text-muted tabular">
              {t.rich("done.beforeRich", { time: () => <RelativeTime at={promise.dueAt} exact /> })}
            </p>
          </div>
          <StateBadge tone={tones[promise.state]} className="shrink-0">
            {t(`ticket.promiseState.${promise.state}`)}
          </StateBadge>
        </li>
      ))}
    </ul>
  );
}
