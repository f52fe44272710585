"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Skeleton } from "#app/_ui/surface.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { GateResult } from "#server/topup/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { GateList } from "./gate-list.tsx";
import { Section } from "./ticket-facts.tsx";
import { TopupCard } from "./topup-card.tsx";
import { TopupForm } from "./topup-form.tsx";

export const MONEY_PANEL_ID = "money-panel";

/** What may be done about the money: the gate, one button, and what came of it, all in one place. */
export function MoneyPanel({ ticket, orderNo }: { ticket: Ticket; orderNo: string }) {
  const t = useTranslations("desk.money");
  const failure = useFailureText();
  const { locale } = useDesk();
  const mayRequest = useMay("topups:request");
  const preview = useQuery(queries.preview({ orderNo, reasonCode: ticket.causeCode, locale }));
  const history = useQuery(queries.topupsOf(orderNo, locale));
  // A colleague may be first while the last question is open: it then answers with what they did, and stays until closed.
  const [asking, setAsking] = useState(false);
  const live = preview.data?.live ?? null;
  const done = (history.data?.items ?? []).some((topup) => topup.state === "succeeded");
  const past = (history.data?.items ?? []).filter((topup) => topup.id !== live?.id);
  return (
    <div id={MONEY_PANEL_ID} tabIndex={-1} className="-outline-offset-2">
      <Section title={t("title")} aside={<span className="text-xs text-muted">{t("wallet")}</span>}>
        <div className="grid gap-4">
          {[...(live ? [live] : []), ...past].map((topup) => (
            <TopupCard key={topup.id} topup={topup} />
          ))}
          {preview.isPending ? <Skeleton className="h-40" /> : null}
          {preview.isError ? (
            <Banner tone="broken" title={t("failed")}>
              <p>{failure(preview.error)}</p>
              <Button type="button" variant="ghost" size="compact" onClick={() => void preview.refetch()}>
                {t("retry")}
              </Button>
            </Banner>
          ) : null}
          {preview.data && (asking || !live) ? (
            mayRequest && (asking || preview.data.possible) ? (
              <TopupForm
                ticket={ticket}
                orderNo={orderNo}
                standard={preview.data}
                asking={asking}
                onAsking={setAsking}
              />
            ) : (
              <Blocked gate={preview.data.gate} mayRequest={mayRequest} done={done} />
            )
          ) : null}
        </div>
      </Section>
    </div>
  );
}

/** Why there is no button. When the order was credited here, that is the answer, and the checks are for those who ask. */
function Blocked({ gate, mayRequest, done }: { gate: GateResult[]; mayRequest: boolean; done: boolean }) {
  const t = useTranslations("desk.money");
  if (done) {
    return (
      <details className="text-sm">
        <summary className="min-h-6 cursor-pointer text-accent-text">{t("doneAlready")}</summary>
        <div className="mt-2">
          <GateList gate={gate} />
        </div>
      </details>
    );
  }
  return (
    <>
      <Banner tone={mayRequest ? "unknown" : "wait"}>{mayRequest ? t("notPossible") : t("forbidden")}</Banner>
      <GateList gate={gate} />
    </>
  );
}
