"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Card, EmptyState, Facts } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { BillBoard } from "#server/bills/index.ts";
import type { Bill } from "#server/bills/schemas.ts";
import { billKeys, isWorking } from "../_lib/queries.ts";
import { useBillError, useBillState, useDayText } from "../_lib/words.ts";
import { Result, Sums } from "./bill-result.tsx";
import type { Place } from "./bills-page.tsx";
import { ProgressBar } from "./progress-bar.tsx";

type Props = { board: BillBoard; place: Place | null; mayRetry: boolean };

/** All about one bill: how far it is, what is wrong with it, the sums, and what differs. */
export function BillPanel({ board, place, mayRetry }: Props) {
  const t = useTranslations("bills.bill");
  const channelName = useChannelName();
  const dayText = useDayText();
  if (!place) return <EmptyState title={t("choose")} />;
  const channel = board.channels.find((one) => one.channel === place.channel);
  const bill = board.bills.find((one) => one.channel === place.channel && one.day === place.day);
  const title = t("title", { channel: channelName(place.channel), day: dayText(place.day) });
  return (
    <Card aria-labelledby="bill-title" className="min-w-0">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 id="bill-title" className="text-lg font-semibold">
          {title}
        </h2>
        {bill ? <BillState bill={bill} /> : null}
      </div>
      {bill ? (
        <div className="grid gap-6">
          <Trouble bill={bill} />
          {bill.state === "running" || isWorking(bill) ? <Progress bill={bill} /> : null}
          {bill.state === "done" ? (
            <>
              <Sums bill={bill} />
              <Result bill={bill} />
            </>
          ) : null}
          <Origin bill={bill} />
          {mayRetry && bill.state !== "running" ? <Again key={bill.id} bill={bill} /> : null}
        </div>
      ) : (
        <EmptyState title={t("noBill")}>{channel?.fetched ? t("noBillFetched") : t("noBillByHand")}</EmptyState>
      )}
    </Card>
  );
}

function BillState({ bill }: { bill: Bill }) {
  const { tone, label } = useBillState()(bill);
  return <StateBadge tone={tone}>{label}</StateBadge>;
}

function Trouble({ bill }: { bill: Bill }) {
  const t = useTranslations("bills.error");
  const words = useBillError();
  if (!bill.error || bill.state === "running") return null;
  const { detail } = bill.error;
  return (
    <Banner tone={bill.state === "failed" ? "broken" : "wait"} role="status" title={words(bill.error)}>
      {detail && bill.state === "failed" ? <p className="text-sm break-words">{t("detail", { detail })}</p> : null}
    </Banner>
  );
}

function Progress({ bill }: { bill: Bill }) {
  const t = useTranslations("bills");
  const { percent } = bill;
  return (
    <div role="status">
      <div className="mb-1.5 flex flex-wrap justify-between gap-x-4 text-sm">
        <span className="font-medium">{bill.state === "running" ? t(`phase.${bill.phase}`) : t("state.pending")}</span>
        <span className="tabular">
          {percent === null ? t("bill.unknownPercent") : t("bill.percent", { n: percent })}
        </span>
      </div>
      <ProgressBar label={t("bill.progress")} percent={percent} />
      <p className="mt-1.5 text-sm text-muted tabular">
        {t("bill.lines", { n: bill.linesRead })}
        {bill.compared > 0 ? ` · ${t("bill.compared", { n: bill.compared })}` : null}
      </p>
    </div>
  );
}

function Origin({ bill }: { bill: Bill }) {
  const t = useTranslations("bills.bill");
  const locale = useLocale();
  const at = (text: string) => exactTime(new Date(text), locale);
  const items = [
    {
      label: t("source"),
      value: bill.source === "gateway" ? t("fetched") : t("uploaded", { name: bill.requestedBy }),
    },
    ...(bill.fileName === null
      ? []
      : [{ label: t("file"), value: <span className="break-all">{bill.fileName}</span> }]),
    ...(bill.startedAt === null ? [] : [{ label: t("began"), value: at(bill.startedAt) }]),
    ...(bill.finishedAt === null ? [] : [{ label: t("ended"), value: at(bill.finishedAt) }]),
    ...(bill.nextAttemptAt === null || bill.error === null
      ? []
      : [{ label: t("nextAttempt"), value: at(bill.nextAttemptAt) }]),
  ];
  return <Facts items={items} className="text-sm" />;
}

function Again({ bill }: { bill: Bill }) {
  const t = useTranslations("bills.bill");
  const failure = useFailureText();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => trpc.bills.retry.mutate({ id: bill.id }),
    onSettled: () => client.invalidateQueries({ queryKey: billKeys.all }),
  });
  const waits = bill.state === "pending" && bill.source === "gateway";
  return (
    <div>
      <Button
        type="button"
        size="compact"
        variant="secondary"
        icon={<RotateCw aria-hidden className="size-4" />}
        title={t("againHint")}
        disabled={again.isPending}
        onClick={() => again.mutate()}
      >
        {waits ? t("fetchNow") : t("again")}
      </Button>
      {again.isError ? (
        <Banner tone="broken" role="alert" title={t("againFailed")} className="mt-3">
          {failure(again.error)}
        </Banner>
      ) : null}
    </div>
  );
}
