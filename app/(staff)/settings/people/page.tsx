import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { mayStaff, requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { listInvitations, listPeople } from "#server/auth/index.ts";
import { Matrix } from "./_ui/matrix.tsx";
import { People } from "./_ui/people.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people");
  return { title: t("title"), robots: { index: false } };
}

/** Who can sign in and what each role may: admins look after the accounts, everybody may read the matrix. */
export default async function PeoplePage() {
  const ctx = await requireFreshStaff("/settings/people", "admin");
  const t = await getTranslations("people");
  const mayAdmin = mayStaff(ctx, "admin");
  const [people, invitations] = mayAdmin
    ? await Promise.all([listPeople({ ctx }), listInvitations({ ctx })])
    : [undefined, undefined];
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={mayAdmin ? t("intro") : t("forbidden")} />
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-8">
        {people ? (
          <ClientMessages areas={["common", "staff", "desk", "people", "security"]}>
            <People me={ctx.actor.id} people={people} invitations={invitations} />
          </ClientMessages>
        ) : null}
        <Matrix />
      </div>
    </main>
  );
}
