"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Banner, Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { GateList } from "./gate-list.tsx";
import { RefundCard } from "./refund-card.tsx";
import { RefundForm } from "./refund-form.tsx";
import { Section } from "./ticket-facts.tsx";
import { TopupCard } from "./topup-card.tsx";
import { TopupForm } from "./topup-form.tsx";

export const MONEY_PANEL_ID = "money-panel";
const ways = ["topup", "refund"] as const;
type Way = (typeof ways)[number];

/** What may be done about the money, credit it or give it back, and what came of it: all in one place. */
export function MoneyPanel({ ticket, orderNo }: { ticket: Ticket; orderNo: string }) {
  const t = useTranslations("desk.money");
  const { locale } = useDesk();
  const asked = { orderNo, reasonCode: ticket.causeCode, locale };
  const credit = useQuery(queries.preview(asked));
  const refund = useQuery(queries.previewRefund(asked));
  const topups = useQuery(queries.topupsOf(orderNo, locale));
  const refunds = useQuery(queries.refundsOf(orderNo, locale));
  const [chosen, choose] = useState<Way>();
  // A colleague may be first while the last question is open: it then answers with what they did, and stays until closed.
  const [asking, setAsking] = useState(false);
  const way = chosen ?? (credit.data?.possible === false && refund.data?.possible ? "refund" : "topup");
  const live = credit.data?.live ?? null;
  const made = topups.data?.items ?? [];
  const back = refunds.data?.items ?? [];
  const moving = live !== null || back.some(({ state }) => state !== "succeeded" && isLive(state));
  return (
    <div id={MONEY_PANEL_ID} tabIndex={-1} className="-outline-offset-2">
      <Section title={t("title")} aside={<span className="text-xs text-muted">{t("wallet")}</span>}>
        <div className="grid gap-4">
          {[...(live ? [live] : []), ...made.filter((topup) => topup.id !== live?.id)].map((topup) => (
            <TopupCard key={topup.id} topup={topup} />
          ))}
          {back.map((each) => (
            <RefundCard key={each.id} refund={each} />
          ))}
          {asking || !moving ? (
            <>
              <Choice way={way} disabled={asking} onChoose={choose} />
              {way === "topup" ? (
                <Credit ticket={ticket} orderNo={orderNo} preview={credit} asking={asking} onAsking={setAsking} />
              ) : (
                <GiveBack ticket={ticket} orderNo={orderNo} preview={refund} asking={asking} onAsking={setAsking} />
              )}
            </>
          ) : null}
        </div>
      </Section>
    </div>
  );
}

const isLive = (state: string) => state === "pending_approval" || state === "executing" || state === "unknown";

/** The two ways; one of them can be done, and the gate says which. */
function Choice({ way, disabled, onChoose }: { way: Way; disabled: boolean; onChoose: (way: Way) => void }) {
  const t = useTranslations("desk.money.way");
  return (
    <fieldset className="grid grid-cols-2 gap-1 rounded-md bg-sunken p-1">
      <legend className="sr-only">{t("label")}</legend>
      {ways.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={way === each}
          disabled={disabled}
          onClick={() => onChoose(each)}
          className={cx(
            "min-h-9 rounded-md text-sm transition-colors",
            way === each ? "bg-surface font-medium text-text shadow-sm" : "text-muted hover:text-text",
          )}
        >
          {t(each)}
        </button>
      ))}
    </fieldset>
  );
}

type Asked<T> = { data: T | undefined; isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
type FormProps<T> = {
  ticket: Ticket;
  orderNo: string;
  preview: Asked<T>;
  asking: boolean;
  onAsking: (asking: boolean) => void;
};
type TopupData = Parameters<typeof TopupForm>[0]["standard"];
type RefundData = Parameters<typeof RefundForm>[0]["standard"];

function Credit({ preview, asking, ...rest }: FormProps<TopupData>) {
  const t = useTranslations("desk.money");
  const may = useMay("topups:request");
  const { data } = preview;
  if (!data) return <NotYet preview={preview} failed={t("failed")} />;
  if (may && (asking || data.possible)) return <TopupForm {...rest} standard={data} asking={asking} />;
  const words = { no: t("notPossible"), forbidden: t("forbidden"), done: doneText(t, data.gate) };
  return <Blocked gate={data.gate} may={may} words={words} />;
}

function GiveBack({ preview, asking, ...rest }: FormProps<RefundData>) {
  const t = useTranslations("desk.refund");
  const money = useTranslations("desk.money");
  const may = useMay("refunds:request");
  const { data } = preview;
  if (!data) return <NotYet preview={preview} failed={t("failed")} />;
  // Another payment of the order may go back where the usual one may not.
  const possible = data.possible || data.payments.some((payment) => payment.refundableFen > 0);
  if (may && (asking || possible)) return <RefundForm {...rest} standard={data} asking={asking} />;
  const words = { no: t("notPossible"), forbidden: t("forbidden"), done: doneText(money, data.gate) };
  return <Blocked gate={data.gate} may={may} words={words} />;
}

function NotYet({ preview, failed }: { preview: Asked<unknown>; failed: string }) {
  const t = useTranslations("desk.money");
  const failure = useFailureText();
  if (!preview.isError) return <Skeleton className="h-40" />;
  return (
    <Banner tone="broken" title={failed}>
      <p>{failure(preview.error)}</p>
      <Button type="button" variant="ghost" size="compact" onClick={() => void preview.refetch()}>
        {t("retry")}
      </Button>
    </Banner>
  );
}

type BlockedProps = {
  gate: Parameters<typeof GateList>[0]["gate"];
  may: boolean;
  words: { no: string; forbidden: string; done: string | undefined };
};

/** What ended the matter, when something did. */
function doneText(t: ReturnType<typeof useTranslations<"desk.money">>, gate: BlockedProps["gate"]): string | undefined {
  const codes: string[] = gate.map((entry) => entry.code);
  if (codes.includes("CREDITED_BY_US")) return t("doneAlready");
  return codes.includes("REFUNDED") ? t("returnedAlready") : undefined;
}

/** Why there is no button. When the money was moved already, that is the answer, and the checks are for those who ask. */
function Blocked({ gate, may, words }: BlockedProps) {
  if (words.done) {
    return (
      <details className="text-sm">
        <summary className="min-h-6 cursor-pointer text-accent-text">{words.done}</summary>
        <div className="mt-2">
          <GateList gate={gate} />
        </div>
      </details>
    );
  }
  return (
    <>
      <Banner tone={may ? "unknown" : "wait"}>{may ? words.no : words.forbidden}</Banner>
      <GateList gate={gate} />
    </>
  );
}
