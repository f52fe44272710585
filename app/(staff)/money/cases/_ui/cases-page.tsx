"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { CaseClock, CaseStateBadge } from "#app/(staff)/_ui/case-clock.tsx";
import { SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { useChannelName, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { GatewayCase } from "#server/disputes/schemas.ts";
import { ComplaintList } from "./complaint-list.tsx";
import { ListState } from "./list-state.tsx";
import { TicketLink } from "./ticket-link.tsx";
import { UploadComplaints } from "./upload-complaints.tsx";

/** Two lists: cases with their clocks, and complaints. */
export function CasesPage() {
  const mayUpload = useMay("channels:write");
  return (
    <div className="mt-6 grid gap-10">
      <SessionEnded />
      <CaseList />
      <ComplaintList />
      {mayUpload ? <UploadComplaints /> : null}
    </div>
  );
}

function CaseList() {
  const t = useTranslations("cases.page");
  const [view, setView] = useState<"waiting" | "all">("waiting");
  const list = useInfiniteQuery(queries.cases({ view }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="cases-title" className="min-w-0">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="cases-title" className="text-lg font-semibold">
          {t("cases")}
        </h2>
        <fieldset className="flex gap-1">
          <legend className="sr-only">{t("show")}</legend>
          {(["waiting", "all"] as const).map((each) => (
            <Button
              key={each}
              type="button"
              size="compact"
              variant={view === each ? "secondary" : "ghost"}
              aria-pressed={view === each}
              onClick={() => setView(each)}
            >
              {t(each)}
            </Button>
          ))}
        </fieldset>
      </div>
      <ListState list={list} />
      {list.isSuccess && items.length === 0 ? (
        <EmptyState icon={<Hourglass />} title={t("noCases")}>
          {t("noCasesHint")}
        </EmptyState>
      ) : null}
      {items.length > 0 ? (
        <Table aria-label={t("cases")}>
          <thead>
            <tr>
              <Th>{t("clock")}</Th>
              <Th>{t("state")}</Th>
              <Th>{t("ticket")}</Th>
              <Th>{t("order")}</Th>
              <Th>{t("payment")}</Th>
              <Th>{t("channel")}</Th>
              <Th align="right">{t("amount")}</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <CaseRow key={one.id} one={one} />
            ))}
          </tbody>
        </Table>
      ) : null}
      {list.hasNextPage ? (
        <Button
          type="button"
          variant="secondary"
          size="compact"
          className="mt-3"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}

function CaseRow({ one }: { one: GatewayCase }) {
  const channelName = useChannelName();
  return (
    <Tr>
      <Td>
        <CaseClock one={one} />
      </Td>
      <Td>
        <CaseStateBadge state={one.state} />
      </Td>
      <Td>{one.ticketNumber ? <TicketLink number={one.ticketNumber} /> : "–"}</Td>
      <Td className="tabular">{one.orderNo}</Td>
      <Td className="tabular">{one.outTradeNo ?? "–"}</Td>
      <Td>{channelName(one.channel)}</Td>
      <Td align="right">
        <Money fen={one.amountFen} />
      </Td>
    </Tr>
  );
}
