"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { Appeal } from "#server/appeals/schemas.ts";
import { appealQueries } from "../../_lib/appeals.ts";
import { useAppealActs, useAppealFailure } from "../../_lib/use-appeal-acts.ts";
import { AppealClock } from "../../_ui/appeal-clock.tsx";
import { stateTones } from "../../_ui/appeal-queue.tsx";
import { Decision } from "./decision.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import { CustomerFacts, Flags, OrderFacts } from "./facts.tsx";
import { Outcome } from "./outcome.tsx";

/** One appeal. On a phone the parts stand below one another, the decision first. */
export function AppealPage({ id }: { id: string }) {
  const t = useTranslations("appeals");
  const query = useQuery(appealQueries.one(id));
  const failure = useAppealFailure();
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-5 sm:px-6">
      <SessionEnded />
      <Link
        href="/risk"
        prefetch={false}
        className="inline-flex min-h-9 items-center gap-1.5 text-sm font-medium text-accent-text hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("one.back")}
      </Link>
      {query.data ? (
        <Loaded appeal={query.data} />
      ) : query.isError ? (
        <ErrorState title={t("queue.failed")}>{failure(query.error)}</ErrorState>
      ) : (
        <>
          <h1 className="sr-only">{t("title")}</h1>
          <Skeleton className="mt-3 h-64" />
        </>
      )}
      <div className="mt-6">
        <Connection flat />
      </div>
    </main>
  );
}

function Loaded({ appeal }: { appeal: Appeal }) {
  return (
    <>
      <Head appeal={appeal} />
      <div className="mt-5 grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
        <div className="grid min-w-0 gap-5">
          <EvidenceList appeal={appeal} />
          <Flags appeal={appeal} />
        </div>
        <div className="grid min-w-0 gap-5 max-lg:order-first">
          <Decision appeal={appeal} />
          <Outcome appeal={appeal} />
          <OrderFacts appeal={appeal} />
          <CustomerFacts appeal={appeal} />
        </div>
      </div>
    </>
  );
}

function Head({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals");
  const open = appeal.state === "open" || appeal.state === "awaiting_second";
  return (
    <header className="mt-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <AppealClock clock={appeal.clock} />
        <StateBadge tone={stateTones[appeal.state]}>{t(`state.${appeal.state}`)}</StateBadge>
        {appeal.waitingForCustomer && open ? <StateBadge tone="wait">{t("queue.group.waiting")}</StateBadge> : null}
        {appeal.round > 1 ? <Badge tone="wait">{t("queue.round2")}</Badge> : null}
        {appeal.families.map((family) => (
          <Badge key={family}>{t(`families.${family}`)}</Badge>
        ))}
      </div>
      <div className="mt-2 flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-lg font-semibold break-all tabular sm:text-xl">
            {appeal.scope === "order"
              ? t("one.order", { orderNo: appeal.orderNo })
              : t("one.customer", { id: appeal.customerId })}
          </h1>
          <p className="mt-0.5 text-muted">
            {t("one.stake")} <Money fen={appeal.amountFen} className="font-semibold text-text" />
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Claim appeal={appeal} open={open} />
          <Link
            href={`/desk/${appeal.ticketNumber}`}
            prefetch={false}
            className="inline-flex min-h-9 items-center rounded-md px-2 text-sm font-medium text-accent-text hover:underline"
          >
            {t("one.desk")}
          </Link>
        </div>
      </div>
    </header>
  );
}

function Claim({ appeal, open }: { appeal: Appeal; open: boolean }) {
  const t = useTranslations("appeals");
  const { me } = useDesk();
  const may = useMay("tickets:write");
  const { claim } = useAppealActs(appeal.id);
  const failure = useAppealFailure();
  if (!open || !may) return null;
  const mine = appeal.reviewer?.id === me.id;
  const run = () =>
    claim.mutate(!mine, {
      onSuccess: () => toast.ok(t(mine ? "one.givenBack" : "one.claimed")),
      onError: (error) => toast.error(failure(error)),
    });
  return (
    <div className="flex items-center gap-2">
      <span className="text-sm text-muted">
        {appeal.reviewer ? t("queue.reviewer", { name: appeal.reviewer.name }) : t("queue.nobody")}
      </span>
      <Button type="button" variant="secondary" size="compact" disabled={claim.isPending} onClick={run}>
        {t(mine ? "one.giveBack" : "one.claim")}
      </Button>
    </div>
  );
}
