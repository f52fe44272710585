"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { formatFen } from "#server/core/money.ts";
import { approvalsOf, useAct, useIncidentFailure } from "../_lib/queries.ts";
import { Confirm } from "./confirm.tsx";
import { Part } from "./parts.tsx";

const AT_ONCE = 20;
type Result = Awaited<ReturnType<typeof trpc.incidents.approveMany.mutate>>["items"][number];

/** What waits for a second person: all of it listed, and approved as it was looked at. */
export function Approve({ number }: { number: string }) {
  const t = useTranslations("incidents.one");
  const failure = useIncidentFailure();
  const waiting = useQuery(approvalsOf(number));
  const items = waiting.data?.items ?? [];
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(0);
  const approve = useAct(async () => {
    const results: Result[] = [];
    setDone(0);
    // Each is carried out as it is approved, so hundreds take their time: a few at once, with how far it is.
    for (let from = 0; from < items.length; from += AT_ONCE) {
      const some = items.slice(from, from + AT_ONCE).map(({ id, factsHash }) => ({ id, factsHash }));
      results.push(...(await trpc.incidents.approveMany.mutate({ number, items: some })).items);
      setDone(results.length);
    }
    return results;
  });
  const approved = approve.data?.filter(({ state }) => state === "approved").length ?? 0;
  const failed = (approve.data?.length ?? 0) - approved;
  const amount = formatFen(waiting.data?.totalFen ?? 0);
  return (
    <Part title={t("approve")} pending={waiting.isPending} error={waiting.error} onRetry={() => void waiting.refetch()}>
      {approve.isError ? (
        <Banner tone="broken" role="alert">
          {failure(approve.error)}
        </Banner>
      ) : null}
      {approve.data ? (
        <Banner tone={failed > 0 ? "wait" : "ok"} role="status">
          {t("approved", { done: approved, failed })}
        </Banner>
      ) : null}
      {items.length === 0 ? (
        <p className="text-sm text-muted">{t("approveNone")}</p>
      ) : (
        <>
          <p className="text-sm text-muted">{t("approveIntro", { count: items.length, amount })}</p>
          <ul className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line bg-surface text-sm">
            {items.map(({ id, orderNo, amountFen, requestedBy }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 px-4 py-2 tabular">
                <span className="min-w-0 flex-1 break-all">{orderNo}</span>
                <span className="text-muted">{t("requestedBy", { name: requestedBy })}</span>
                <Money fen={amountFen} />
              </li>
            ))}
          </ul>
          <Button
            type="button"
            disabled={approve.isPending}
            className="justify-self-start"
            onClick={() => setAsking(true)}
          >
            {t("approveSend")}
          </Button>
          {approve.isPending ? (
            <p role="status" className="text-sm text-muted tabular">
              {t("approving", { done, count: items.length })}
            </p>
          ) : null}
          <Confirm
            open={asking}
            title={t("approveSend")}
            yes={t("approveSend")}
            onYes={() => approve.mutate(undefined)}
            onClose={() => setAsking(false)}
          >
            {t("approveConfirm", { count: items.length, amount })}
          </Confirm>
        </>
      )}
    </Part>
  );
}
