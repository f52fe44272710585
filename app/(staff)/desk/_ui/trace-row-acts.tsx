"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Skeleton } from "#app/_ui/surface.tsx";
import { callbackInFull } from "#app/(staff)/money/callbacks/_lib/queries.ts";
import { CallbackActs } from "#app/(staff)/money/callbacks/_ui/callback-acts.tsx";
import { RawCallback } from "#app/(staff)/money/callbacks/_ui/raw-callback.tsx";
import { commandInFull } from "#app/(staff)/money/commands/_lib/queries.ts";
import { CommandActs } from "#app/(staff)/money/commands/_ui/command-acts.tsx";
import { useMay } from "../_lib/desk-context.tsx";
import type { ClockRow } from "../_lib/workbench-queries.ts";

/** What can be done with a row of the clock where it stands: a callback read and judged again, a command asked about. */
export function RowActs({ row }: { row: ClockRow }) {
  const { ref, kind } = row;
  if (ref?.kind === "callback" && kind !== "relay") return <CallbackRow id={ref.id} verified={row.verified} />;
  if (ref?.kind === "command" && row.state !== "succeeded" && row.state !== "failed") return <CommandRow id={ref.id} />;
  return null;
}

function CallbackRow({ id, verified }: { id: string; verified: boolean | null }) {
  const t = useTranslations("workbench.clock");
  const may = useMay("topups:approve");
  const [open, setOpen] = useState(false);
  return (
    <div className="grid gap-2 pt-1">
      <div className="flex flex-wrap items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="inline-flex min-h-8 items-center text-accent-text hover:underline"
        >
          {t(open ? "hideRaw" : "showRaw")}
        </button>
        <Link
          href={`/money/callbacks/${id}`}
          prefetch={false}
          className="inline-flex min-h-8 items-center text-accent-text hover:underline"
        >
          {t("detail")}
        </Link>
        {may ? <CallbackActs callback={{ id, verified }} /> : null}
      </div>
      {open ? <Raw id={id} /> : null}
    </div>
  );
}

function Raw({ id }: { id: string }) {
  const t = useTranslations("workbench.clock");
  const callback = useQuery(callbackInFull(id));
  if (callback.isPending) return <Skeleton className="h-32" />;
  if (callback.isError) return <p className="text-muted">{t("rawFailed")}</p>;
  return <RawCallback callback={callback.data} />;
}

function CommandRow({ id }: { id: string }) {
  const command = useQuery(commandInFull(id));
  return command.data ? <CommandActs command={command.data} /> : null;
}
