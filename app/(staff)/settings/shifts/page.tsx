import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { getAssignment, listShifts, listTeam } from "#server/shifts/index.ts";
import { Plan } from "./_ui/plan.tsx";
import { Switches } from "./_ui/switches.tsx";
import { Team } from "./_ui/team.tsx";

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shifts");
  return { title: t("title"), robots: { index: false } };
}

/** Who works when, whose work they do, and whether tickets find them by themselves: all may read it, leads change it. */
export default async function ShiftsPage() {
  const ctx = await requireStaff("/settings/shifts");
  const midnight = Math.floor((ctx.clock.now().getTime() + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS;
  const range = { from: new Date(midnight).toISOString(), to: new Date(midnight + 14 * DAY_MS).toISOString() };
  const [t, { shifts }, { team }, { automatic }] = await Promise.all([
    getTranslations("shifts"),
    listShifts({ ctx, input: range }),
    listTeam({ ctx }),
    getAssignment({ ctx }),
  ]);
  const mayWrite = mayStaff(ctx, "desk:manage");
  const mine = team.find(({ id }) => id === ctx.actor.id)?.state ?? "on";
  const people = team.map(({ id, name }) => ({ id, name }));
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientMessages areas={["common", "staff", "desk", "shifts"]}>
        <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-10">
          {mayWrite ? null : <p className="text-muted">{t("readOnly")}</p>}
          <Switches mine={mine} automatic={automatic} mayWrite={mayWrite} />
          <Team first={team} mayWrite={mayWrite} />
          <Plan first={shifts} people={people} range={range} mayWrite={mayWrite} />
        </div>
      </ClientMessages>
    </main>
  );
}
