import { getTranslations } from "next-intl/server";
import type { Tone } from "#app/_ui/badge.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { formatFen } from "#server/core/money.ts";
import { type MoneyState, moneyStateOf } from "../../_lib/money-state.ts";
import type { TicketPage } from "../../_lib/ticket.ts";

const tones: Record<MoneyState["kind"], Tone> = {
  none: "neutral",
  waiting: "wait",
  part: "wait",
  credited: "ok",
  refunded: "ok",
  settled: "ok",
};

/** The first that is read: where the money is, and by when we are through with it. */
export async function MoneyLine({ page: { ticket, trace } }: { page: TicketPage }) {
  const state = moneyStateOf(trace?.money, ticket.chargeState);
  if (!state) return null;
  const t = await getTranslations("customer");
  const { kind, paidFen, creditedFen, refundedFen } = state;
  const sums = { paid: formatFen(paidFen), credited: formatFen(creditedFen), refunded: formatFen(refundedFen) };
  const open = ticket.status !== "resolved" && ticket.status !== "closed";
  const next = open ? ticket.promises.find((promise) => promise.state === "running") : undefined;
  return (
    <Banner
      tone={tones[kind]}
      className="mb-4"
      title={<span className="text-lg tabular">{t(`ticket.money.${kind}`, sums)}</span>}
    >
      {next ? (
        <p className="text-sm">
          {t.rich("ticket.money.next", {
            what: t(`done.${next.metric}`),
            time: () => <RelativeTime at={next.dueAt} exact />,
          })}
        </p>
      ) : null}
    </Banner>
  );
}
