"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowRight, Check, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { runAction } from "#app/(staff)/_lib/actions/use-actions.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { NextStep } from "#server/workbench/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useActionsOf } from "../_lib/use-actions-of.ts";
import { type Next, nextOf } from "../_lib/workbench-queries.ts";
import { Section } from "./ticket-facts.tsx";
import { CopyForGateway } from "./trace-copy.tsx";

/** What to do next about the ticket and why, with what was checked. It opens where a person does it; it does nothing itself. */
export function TraceNext({ ticket, onMoney }: { ticket: Ticket; onMoney: () => void }) {
  const t = useTranslations("workbench.next");
  const failure = useFailureText();
  const { locale, causes } = useDesk();
  const { number, orderNo, version } = ticket;
  const next = useQuery(nextOf(number, orderNo, locale, `${version}`));
  const client = useQueryClient();
  const again = () => void client.invalidateQueries({ queryKey: ["order", orderNo ?? number] });
  const place = next.data ? placeOf(next.data, orderNo) : undefined;
  const doIt = () => {
    if (!place) return;
    if (place.kind === "money") onMoney();
    else if (place.kind === "reply") runAction("write.reply");
    else if (place.kind === "note") runAction("write.note");
    else if (place.kind === "again") again();
    else document.getElementById("trace-next-go")?.click();
  };
  useActionsOf(ticket.number, { "ticket.next": place ? doIt : undefined });
  if (next.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="p-4">
        <Skeleton className="h-20" />
      </div>
    );
  }
  if (next.isError) {
    return (
      <Section title={t("title")}>
        <p className="text-sm text-muted">{failure(next.error)}</p>
        <Button type="button" size="compact" variant="ghost" onClick={() => void next.refetch()}>
          {t("retry")}
        </Button>
      </Section>
    );
  }
  const { label, consequence, because, causeCode, amountFen, gate, passedOver } = next.data;
  const cause = causes[causeCode as keyof typeof causes] ?? causeCode;
  return (
    <Section title={t("title")}>
      <div className="grid gap-2 rounded-md border border-accent/40 bg-accent-soft p-3">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <strong className="text-base font-semibold">{label}</strong>
          {amountFen === null ? null : <Money fen={amountFen} className="font-semibold" />}
        </p>
        <p className="text-sm">{consequence}</p>
        <p className="text-xs text-muted">{t("because", { cause, because })}</p>
        {place ? <Go place={place} onGo={doIt} orderNo={orderNo} /> : null}
      </div>
      <div className="mt-2 grid gap-1">
        {gate.length > 0 ? <Gate gate={gate} /> : null}
        {passedOver.length > 0 ? (
          <details className="text-sm">
            <summary className="min-h-8 cursor-pointer py-1 text-muted">{t("passed")}</summary>
            <ul className="grid gap-1 pl-5 text-muted">
              {passedOver.map((one) => (
                <li key={one.step} className="list-disc">
                  {t("passedRow", { label: one.label, because: one.because })}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
    </Section>
  );
}

function Gate({ gate }: { gate: Next["gate"] }) {
  const t = useTranslations("workbench.next");
  return (
    <details className="text-sm">
      <summary className="min-h-8 cursor-pointer py-1 text-muted">{t("gate")}</summary>
      <ul className="grid gap-1">
        {gate.map(({ check, ok, detail }) => {
          const Icon = ok ? Check : X;
          return (
            <li key={check} className="flex gap-2">
              <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", ok ? "text-ok" : "text-muted")} />
              <span>{detail}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

type Label = "approve" | "command" | "item" | "appeal" | "money" | "callback" | "reply" | "note" | "asked";
type Place =
  | { kind: "link"; href: string; label: Label }
  | { kind: "money" | "reply" | "note" | "again"; label: Label }
  | { kind: "copy" };

const asksThem: readonly NextStep[] = [
  ...(["link_order", "tell_credited", "tell_refunded", "finish_paying", "pay_again"] as const),
  ...(["switch_channel", "ask_fix", "ask_verify"] as const),
];

/** Where a step is done. Waiting is done nowhere. */
export function placeOf({ step, ref }: Pick<Next, "step" | "ref">, orderNo: string | null): Place | undefined {
  if (asksThem.includes(step)) return { kind: "reply", label: "reply" };
  if (step === "credit" || step === "refund") return { kind: "money", label: "money" };
  if (step === "approve") return { kind: "link", href: "/desk/approvals", label: "approve" };
  if (step === "ask_gateway") return { kind: "again", label: "asked" };
  if (step === "escalate_gateway") return orderNo ? { kind: "copy" } : { kind: "reply", label: "reply" };
  if (step === "fix_platform" || step === "triage") return { kind: "note", label: "note" };
  if (step === "ask_command") {
    return { kind: "link", href: `/money/commands?order=${encodeURIComponent(orderNo ?? "")}`, label: "command" };
  }
  if (step === "replay_callback" && ref) {
    return { kind: "link", href: `/money/callbacks/${ref.id}`, label: "callback" };
  }
  if (step === "settle_item" && ref) return { kind: "link", href: `/money?item=${ref.id}`, label: "item" };
  if (step === "decide_risk") return { kind: "link", href: ref ? `/risk/${ref.id}` : "/risk", label: "appeal" };
  return undefined;
}

function Go({ place, onGo, orderNo }: { place: Place; onGo: () => void; orderNo: string | null }) {
  const t = useTranslations("workbench.next.open");
  if (place.kind === "copy") return orderNo ? <CopyForGateway orderNo={orderNo} /> : null;
  if (place.kind === "link") {
    return (
      <Link
        id="trace-next-go"
        href={place.href}
        prefetch={false}
        className="inline-flex min-h-9 items-center gap-1 justify-self-start text-sm font-medium text-accent-text hover:underline"
      >
        {t(place.label)}
        <ArrowRight aria-hidden className="size-4" />
      </Link>
    );
  }
  return (
    <Button type="button" size="compact" className="min-h-9 justify-self-start" onClick={onGo}>
      {t(place.label)}
    </Button>
  );
}
