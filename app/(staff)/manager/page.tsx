import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime } from "#app/_lib/time.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { causeTitle } from "#server/diagnosis/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { checklistReport, managerOverview } from "#server/metrics/index.ts";
import { mayStaff, requireStaff } from "../_lib/guard.ts";
import { StaffShell } from "../_ui/staff-shell.tsx";
import { dayOf, readRange } from "./_lib/range.ts";
import { Overview } from "./_ui/overview.tsx";
import { RangeForm } from "./_ui/range-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("manager");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ManagerPage({ searchParams }: Props) {
  const ctx = await requireStaff("/manager");
  const [t, locale, query] = await Promise.all([getTranslations("manager"), getLocale(), searchParams]);
  if (!mayStaff(ctx, "metrics:read")) {
    return (
      <StaffShell ctx={ctx}>
        <main id="main" className="mx-auto max-w-3xl px-4 py-12">
          <h1 className="sr-only">{t("title")}</h1>
          <EmptyState
            icon={<Lock />}
            title={t("forbidden")}
            action={<LinkButton href="/desk">{t("toDesk")}</LinkButton>}
          >
            {t("forbiddenHint")}
          </EmptyState>
        </main>
      </StaffShell>
    );
  }
  const now = ctx.clock.now();
  const one = (key: string) => {
    const value = query[key];
    return typeof value === "string" ? value : undefined;
  };
  const range = readRange({ days: one("days"), from: one("from"), to: one("to") }, now);
  const input = { from: range.from.toISOString(), to: range.to.toISOString() };
  const data = await managerOverview({ ctx, input });
  const checklist = await checklistReport({ ctx, input });
  const causes = Object.fromEntries(causeCodes.map((code) => [code, causeTitle(code, locale)]));
  return (
    <StaffShell ctx={ctx}>
      <main id="main" className="mx-auto max-w-screen-2xl px-4 py-6 sm:px-6 sm:py-8">
        <PageHeader
          title={t("title")}
          description={t("intro", { time: exactTime(new Date(data.at), locale) })}
          actions={<RangeForm range={range} today={dayOf(now)} />}
        />
        <div className="mt-6">
          <Overview data={data} causes={causes} checklist={checklist} />
        </div>
      </main>
    </StaffShell>
  );
}
