"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Textarea } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { Masked } from "#app/(staff)/_ui/masked.tsx";
import type { Call } from "#server/tickets/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";

/** One call: when, which number, and how it went. The number is shown to whoever says why they need it. */
export function CallCard({ call, onChanged }: { call: Call; onChanged: () => void }) {
  const t = useTranslations("work.calls");
  const failure = useFailureText();
  const { me, locale } = useDesk();
  const mayWrite = useMay("tickets:write");
  const [note, setNote] = useState("");
  const doing = {
    onError: (error: unknown) => void toast.error(failure(error)),
    onSettled: onChanged,
  };
  const take = useMutation({
    mutationFn: () => trpc.calls.take.mutate({ id: call.id, version: call.version }),
    ...doing,
  });
  const end = useMutation({
    mutationFn: (outcome: "done" | "missed") =>
      trpc.calls.end.mutate({ id: call.id, version: call.version, outcome, note }),
    ...doing,
  });
  const late = call.state === "booked" && new Date(call.slotTo).getTime() < Date.now();
  const mine = call.state === "calling" && call.takenBy?.id === me.id;
  return (
    <div className="grid gap-2 rounded-md border border-line px-3 py-2 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <time dateTime={call.slotFrom} className="font-medium tabular">
          {exactTime(new Date(call.slotFrom), locale)}
        </time>
        <span className="tabular">
          <Masked subject={`call:${call.id}`} field="phone" value={call.phone} />
        </span>
        {late ? <Badge tone="broken">{t("overdue")}</Badge> : null}
        {call.takenBy ? <span className="text-muted">{t("takenBy", { name: call.takenBy.name })}</span> : null}
        {call.tries > 1 ? <span className="text-muted">{t("tries", { n: call.tries })}</span> : null}
      </p>
      {mayWrite && call.state === "booked" ? (
        <div>
          <Button type="button" size="compact" disabled={take.isPending} onClick={() => take.mutate()}>
            {t("take")}
          </Button>
        </div>
      ) : null}
      {mayWrite && mine ? (
        <div className="grid gap-2">
          <Textarea
            id={`call-note-${call.id}`}
            rows={2}
            maxLength={1_000}
            aria-label={t("note")}
            placeholder={t("note")}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div className="flex flex-wrap gap-2">
            <Button type="button" size="compact" disabled={end.isPending} onClick={() => end.mutate("done")}>
              {t("done")}
            </Button>
            <Button
              type="button"
              size="compact"
              variant="secondary"
              disabled={end.isPending}
              onClick={() => end.mutate("missed")}
            >
              {t("missed")}
            </Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}
