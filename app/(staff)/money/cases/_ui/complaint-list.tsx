"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageSquareWarning } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { ComplaintStateBadge } from "#app/(staff)/_ui/case-clock.tsx";
import { useChannelName, useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Complaint, type ComplaintState, complaintStates } from "#server/disputes/schemas.ts";
import { ListState } from "./list-state.tsx";
import { TicketLink } from "./ticket-link.tsx";

/** Complaints made at gateways, newest first. */
export function ComplaintList() {
  const t = useTranslations("cases.page");
  const words = useTranslations("cases.complaintState");
  const [state, setState] = useState<ComplaintState | "all">("all");
  const list = useInfiniteQuery(queries.complaints(state === "all" ? {} : { state }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="complaints-title" className="min-w-0">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="complaints-title" className="text-lg font-semibold">
          {t("complaints")}
        </h2>
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{t("show")}</legend>
          {(["all", ...complaintStates] as const).map((each) => (
            <Button
              key={each}
              type="button"
              size="compact"
              variant={state === each ? "secondary" : "ghost"}
              aria-pressed={state === each}
              onClick={() => setState(each)}
            >
              {each === "all" ? t("all") : words(each)}
            </Button>
          ))}
        </fieldset>
      </div>
      <ListState list={list} />
      {list.isSuccess && items.length === 0 ? (
        <EmptyState icon={<MessageSquareWarning />} title={t("noComplaints")}>
          {t("noComplaintsHint")}
        </EmptyState>
      ) : null}
      {items.length > 0 ? (
        <Table aria-label={t("complaints")}>
          <thead>
            <tr>
              <Th>{t("state")}</Th>
              <Th>{t("ticket")}</Th>
              <Th>{t("order")}</Th>
              <Th>{t("channel")}</Th>
              <Th>{t("complaintNo")}</Th>
              <Th>{t("text")}</Th>
              <Th align="right">{t("amount")}</Th>
              <Th>{t("madeAt")}</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <ComplaintRow key={one.id} one={one} />
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

function ComplaintRow({ one }: { one: Complaint }) {
  const t = useTranslations("cases.page");
  const { locale } = useDesk();
  const channelName = useChannelName();
  return (
    <Tr>
      <Td>
        <ComplaintStateBadge state={one.state} />
      </Td>
      <Td>
        {one.ticketNumber ? (
          <TicketLink number={one.ticketNumber} />
        ) : (
          <span className="whitespace-nowrap text-muted">{t("noTicket")}</span>
        )}
      </Td>
      <Td className="tabular">{one.orderNo ?? <span className="whitespace-nowrap text-muted">{t("noOrder")}</span>}</Td>
      <Td>{channelName(one.channel)}</Td>
      <Td className="tabular">{one.complaintNo}</Td>
      <Td>
        <p className="line-clamp-2 max-w-80 min-w-48 break-words" title={one.text}>
          {one.text}
        </p>
      </Td>
      <Td align="right">
        <Money fen={one.amountFen} />
      </Td>
      <Td className="whitespace-nowrap tabular">{exactTime(new Date(one.madeAt), locale)}</Td>
    </Tr>
  );
}
