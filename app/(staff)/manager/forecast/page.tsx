import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime } from "#app/_lib/time.ts";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import type { Ctx } from "#server/core/context.ts";
import { forecastTickets } from "#server/metrics/index.ts";
import { type StaffingInput, staffingSchema } from "#server/metrics/schemas.ts";
import { mayStaff, requireStaff } from "../../_lib/guard.ts";
import { type Query, readState } from "../_lib/state.ts";
import { BoardNav } from "../_ui/board-nav.tsx";
import { ManagerFrame } from "../_ui/manager-frame.tsx";
import { PrintButton } from "../_ui/print-button.tsx";
import { ForecastView } from "./_ui/forecast-view.tsx";
import { StaffingForm } from "./_ui/staffing-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("manager.forecast");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<Query> };

/** What the next days bring, how sure that is, and how many people it takes. */
export default async function ForecastPage({ searchParams }: Props) {
  const ctx = await requireStaff("/manager/forecast");
  if (!mayStaff(ctx, "metrics:read")) redirect("/manager");
  const query = await searchParams;
  return <ManagerFrame ctx={ctx}>{() => content(ctx, query)}</ManagerFrame>;
}

/** Anything that makes no sense is as if it were not there. */
function readInput(query: Query): StaffingInput {
  const given = Object.entries(query).filter(([, value]) => typeof value === "string" && value !== "");
  const read = staffingSchema.safeParse(Object.fromEntries(given));
  return read.success ? read.data : {};
}

async function content(ctx: Ctx, query: Query) {
  const [t, locale] = await Promise.all([getTranslations("manager.forecast"), getLocale()]);
  const found = await forecastTickets({ ctx, input: readInput(query) });
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro", { time: exactTime(new Date(found.at), locale) })}
        actions={
          <div className="print:hidden">
            <PrintButton label={t("print")} />
          </div>
        }
      />
      <BoardNav state={readState({}, ctx.clock.now())} current="forecast" />
      <StaffingForm staffing={found.staffing} />
      <div className="mt-6">
        {found.days.length === 0 ? (
          <div className="rounded-md border border-line bg-surface">
            <EmptyState title={t("tooLittle")}>{t("tooLittleHint", { n: found.historyDays })}</EmptyState>
          </div>
        ) : (
          <ForecastView forecast={found} />
        )}
      </div>
    </>
  );
}
