import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime } from "#app/_lib/time.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { causeTitle } from "#server/diagnosis/index.ts";
import { checklistRuns } from "#server/metrics/index.ts";
import { type ChecklistRun, checklistRunsInputSchema, runEnds } from "#server/metrics/schemas.ts";
import { mayStaff, requireStaff } from "../../_lib/guard.ts";
import { StaffShell } from "../../_ui/staff-shell.tsx";
import { runsHref } from "../_lib/drill.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("manager.checklist.runs");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The runs behind a number of the manager's page. */
export default async function RunsPage({ searchParams }: Props) {
  const ctx = await requireStaff("/manager/runs");
  if (!mayStaff(ctx, "metrics:read")) redirect("/manager");
  const query = Object.fromEntries(Object.entries(await searchParams).filter(([, value]) => typeof value === "string"));
  const parsed = checklistRunsInputSchema.safeParse(query);
  if (!parsed.success) notFound();
  const input = parsed.data;
  const [t, ends, locale, { items, nextCursor }] = await Promise.all([
    getTranslations("manager.checklist.runs"),
    getTranslations("manager.checklist.end"),
    getLocale(),
    checklistRuns({ ctx, input }),
  ]);
  const period = { from: input.from, to: input.to };
  const time = (at: string) => exactTime(new Date(at), locale);
  const tabs = [undefined, "concluded", "solved", ...runEnds] as const;
  const tab = (end: (typeof tabs)[number]) =>
    end === undefined ? t("all") : end === "concluded" || end === "solved" ? t(end) : ends(end);
  return (
    <StaffShell ctx={ctx}>
      <main id="main" className="mx-auto max-w-screen-2xl px-4 py-6 sm:px-6 sm:py-8">
        <PageHeader
          title={t("title")}
          description={t("intro", { from: time(period.from), to: time(period.to) })}
          actions={<LinkButton href="/manager">{t("back")}</LinkButton>}
        />
        <nav aria-label={t("end")} className="mt-6 flex flex-wrap gap-1">
          {tabs.map((end) => (
            <a
              key={end ?? "all"}
              href={runsHref(period, end, input.cause)}
              aria-current={input.end === end ? "page" : undefined}
              className={cx(
                "inline-flex min-h-11 items-center rounded-md px-3 text-sm sm:min-h-9",
                input.end === end ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
              )}
            >
              {tab(end)}
            </a>
          ))}
        </nav>
        {items.length === 0 ? (
          <EmptyState title={t("empty")} />
        ) : (
          <section
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways has to be reachable by keyboard
            tabIndex={0}
            aria-label={t("title")}
            className="mt-4 overflow-x-auto rounded-md border border-line bg-surface"
          >
            <table className="w-full min-w-3xl text-sm">
              <thead className="text-left text-muted">
                <tr className="border-b border-line">
                  {(["at", "order", "cause", "outcome", "questions", "end", "fixedAt", "ticket"] as const).map(
                    (column) => (
                      <th
                        key={column}
                        scope="col"
                        className={cx(
                          "px-3 py-2 font-medium whitespace-nowrap",
                          column === "questions" && "text-right",
                        )}
                      >
                        {t(column)}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                {items.map((run) => (
                  <Row key={run.id} run={run} time={time} locale={locale} t={t} end={ends(run.end)} />
                ))}
              </tbody>
            </table>
          </section>
        )}
        {nextCursor ? (
          <LinkButton
            className="mt-4"
            href={`${runsHref(period, input.end, input.cause)}&cursor=${encodeURIComponent(nextCursor)}`}
          >
            {t("more")}
          </LinkButton>
        ) : null}
      </main>
    </StaffShell>
  );
}

type RowProps = {
  run: ChecklistRun;
  time: (at: string) => string;
  locale: string;
  t: Awaited<ReturnType<typeof getTranslations<"manager.checklist.runs">>>;
  end: string;
};

function Row({ run, time, locale, t, end }: RowProps) {
  return (
    <tr className="border-b border-line last:border-0">
      <td className="whitespace-nowrap px-3 py-2 tabular">{time(run.at)}</td>
      <td className="px-3 py-2 tabular">{run.orderNo ?? <span className="text-muted">{t("unproven")}</span>}</td>
      <td className="min-w-40 px-3 py-2">{run.causeCode ? causeTitle(run.causeCode, locale) : "–"}</td>
      <td className="min-w-24 px-3 py-2">{run.outcome ? t(`kind.${run.outcome}`) : "–"}</td>
      <td className="px-3 py-2 text-right tabular">{run.questions}</td>
      <td className="min-w-32 px-3 py-2">{end}</td>
      <td className="whitespace-nowrap px-3 py-2 tabular">{run.fixedAt ? time(run.fixedAt) : "–"}</td>
      <td className="px-3 py-2 tabular">
        {run.ticketNumber ? (
          <a className="text-accent-text hover:underline" href={`/desk/${run.ticketNumber}`}>
            {run.ticketNumber}
          </a>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}
