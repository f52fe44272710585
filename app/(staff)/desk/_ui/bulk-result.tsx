"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Undo2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Badge, type Tone } from "#app/_ui/badge.tsx";
import { Button, buttonClass } from "#app/_ui/button.tsx";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { KeyHint } from "#app/(staff)/_ui/keys.tsx";
import type { Bulk } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useBulk } from "../_lib/use-bulk.ts";
import { viewQueries } from "../_lib/view-queries.ts";

const tones: Record<Bulk["rows"][number]["state"], Tone> = {
  ...{ waiting: "unknown", done: "ok", same: "unknown" },
  ...{ failed: "broken", changed: "wait", cancelled: "unknown" },
};

/** What became of each ticket in a piece of work, while it runs and after. */
export function BulkResult({ id }: { id: string }) {
  const t = useTranslations("views.result");
  const words = useTranslations("views.bulk");
  const failure = useFailureText();
  const { locale } = useDesk();
  const { undo } = useBulk();
  const query = useQuery(viewQueries.bulk(id));
  const job = query.data;
  const takeBack = () => undo.mutate(id);
  useActions({ "list.undo": job?.undoable && takeBack });
  if (query.isError) {
    const back = (
      <Link href="/desk" className={buttonClass("secondary", "compact")} {...does("go.desk")}>
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
    );
    return <ErrorState title={failure(query.error)} action={back} />;
  }
  if (!job) return <Skeleton className="h-40" />;
  return (
    <>
      <p className="text-muted">
        {t("by", { name: job.by.name })} {exactTime(new Date(job.createdAt), locale)}
        {job.undoOf === null ? "" : ` · ${t("undoOf")}`}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Badge tone={job.state === "done" ? "ok" : job.state === "waiting" ? "wait" : "unknown"}>
          {t(`jobStates.${job.state}`)}
        </Badge>
        <progress
          className="h-1.5 w-40 accent-accent"
          max={job.total}
          value={job.done}
          aria-label={words("progress")}
        />
        <span role="status" className="tabular">
          {words("done", { done: job.done, total: job.total })}
        </span>
        {job.failed > 0 ? <span className="text-broken">{words("failed", { count: job.failed })}</span> : null}
      </div>
      <div className="mt-4 flex flex-wrap gap-2">
        <Link href="/desk" className={buttonClass("secondary", "compact")} {...does("go.desk")}>
          <ArrowLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
        {job.undoable ? (
          <Button
            type="button"
            size="compact"
            variant="secondary"
            disabled={undo.isPending}
            onClick={takeBack}
            {...does("list.undo")}
            icon={<Undo2 aria-hidden className="size-4" />}
          >
            {words(job.state === "waiting" ? "stop" : "undo")} <KeyHint id="list.undo" />
          </Button>
        ) : null}
      </div>
      <Rows rows={job.rows} />
    </>
  );
}

/** What somebody has to look at stands first. */
const order = ({ state }: Bulk["rows"][number]) => (state === "failed" ? 0 : state === "changed" ? 1 : 2);

function Rows({ rows }: Pick<Bulk, "rows">) {
  const t = useTranslations("views.result");
  const errors = useTranslations("desk.errors");
  const reason = (code: string | null) => {
    if (code === null) return "";
    return errors.has(code as "OFFLINE") ? errors(code as "OFFLINE") : code;
  };
  return (
    <div className="mt-6 overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead className="border-b border-line text-muted">
          <tr>
            <th className="py-2 pr-4 font-medium">{t("number")}</th>
            <th className="py-2 pr-4 font-medium">{t("outcome")}</th>
            <th className="py-2 font-medium">{t("reason")}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows]
            .sort((a, b) => order(a) - order(b))
            .map((row) => (
              <tr key={row.number} className="border-b border-line">
                <td className="py-2 pr-4 tabular">
                  <Link className="text-accent-text hover:underline" href={`/desk/${row.number}?queue=all`}>
                    {row.number}
                  </Link>
                </td>
                <td className="py-2 pr-4">
                  <Badge tone={tones[row.state]}>{t(`states.${row.state}`)}</Badge>
                </td>
                <td className="py-2">{reason(row.errorCode)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
