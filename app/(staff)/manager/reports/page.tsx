import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import type { Ctx } from "#server/core/context.ts";
import { listReports, reportPeople } from "#server/metrics/index.ts";
import { mayStaff, requireStaff } from "../../_lib/guard.ts";
import { readState } from "../_lib/state.ts";
import { BoardNav } from "../_ui/board-nav.tsx";
import { ManagerFrame } from "../_ui/manager-frame.tsx";
import { Reports } from "./_ui/reports.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reports");
  return { title: t("title"), robots: { index: false } };
}

/** The reports that are mailed by themselves. */
export default async function ReportsPage() {
  const ctx = await requireStaff("/manager/reports");
  if (!mayStaff(ctx, "metrics:read")) redirect("/manager");
  return <ManagerFrame ctx={ctx}>{() => content(ctx)}</ManagerFrame>;
}

async function content(ctx: Ctx) {
  const t = await getTranslations("reports");
  const [reports, people] = [await listReports({ ctx }), await reportPeople({ ctx })];
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <BoardNav state={readState({}, ctx.clock.now())} current="reports" />
      <ClientMessages areas={["common", "staff", "desk", "reports"]}>
        <Reports first={reports} people={people} mayChange={mayStaff(ctx, "desk:manage")} />
      </ClientMessages>
    </>
  );
}
