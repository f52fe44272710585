"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { BillBoard } from "#server/bills/index.ts";
import { boardQuery, isWorking } from "../_lib/queries.ts";
import { openOf } from "../_lib/words.ts";
import { BillPanel } from "./bill-panel.tsx";
import { Calendar } from "./calendar.tsx";
import { UploadBill } from "./upload-bill.tsx";

/** One channel on one day. */
export type Place = { channel: string; day: string };

/** A calendar of bills, the one that is looked at, and the form for uploading. Keeps itself fresh. */
export function BillsPage({ start }: { start: Place | null }) {
  const t = useTranslations("bills");
  const failure = useFailureText();
  const mayUpload = useMay("channels:write");
  const [to, setTo] = useState(start?.day);
  const [chosen, setChosen] = useState<Place | null>(start);
  const board = useQuery(boardQuery(to));
  if (board.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="mt-6 grid gap-4">
        <Skeleton className="h-40" />
        <Skeleton className="h-64" />
      </div>
    );
  }
  if (board.isError && !board.data) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void board.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {failure(board.error)}
      </ErrorState>
    );
  }
  const place = chosen ?? mostUrgent(board.data);
  return (
    <div className="mt-6 grid gap-8">
      <SessionEnded />
      <Calendar board={board.data} chosen={place} onChoose={setChosen} onMove={setTo} mayUpload={mayUpload} />
      {board.data.channels.length > 0 ? (
        <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <BillPanel board={board.data} place={place} mayRetry={mayUpload} />
          {mayUpload ? (
            // A new place is a new form: what was chosen for another day must not be sent for this one.
            <UploadBill
              key={place ? `${place.channel} ${place.day}` : ""}
              board={board.data}
              place={place}
              onSent={setChosen}
            />
          ) : (
            <p className="text-sm text-muted">{t("upload.onlyManagers")}</p>
          )}
        </div>
      ) : null}
    </div>
  );
}

/** What to show first: what is being done, else what failed, else what waits, else the newest. */
function mostUrgent({ bills }: BillBoard): Place | null {
  const first =
    bills.find(isWorking) ??
    bills.find((bill) => bill.state === "failed") ??
    bills.find((bill) => openOf(bill) > 0) ??
    bills[0];
  return first ? { channel: first.channel, day: first.day } : null;
}
