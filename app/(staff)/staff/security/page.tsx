import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { safeBack } from "#app/_lib/back.ts";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { ownSecurity } from "#server/auth/index.ts";
import { requireStaff } from "../../_lib/guard.ts";
import { StaffShell } from "../../_ui/staff-shell.tsx";
import { Factor } from "./_ui/factor.tsx";
import { Passkeys } from "./_ui/passkeys.tsx";
import { Password } from "./_ui/password.tsx";
import { Sessions } from "./_ui/sessions.tsx";

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("security");
  return { title: t("title"), robots: { index: false } };
}

/** One's own account: the authenticator app, its recovery codes, and where one is signed in. Pages that need a second factor lead here. */
export default async function SecurityPage({ searchParams }: Props) {
  const ctx = await requireStaff("/staff/security");
  const [t, mine, { next }] = await Promise.all([getTranslations("security"), ownSecurity({ ctx }), searchParams]);
  const target = typeof next === "string" ? safeBack(next, null, null) : undefined;
  return (
    <StaffShell ctx={ctx}>
      <main id="main" className="mx-auto max-w-3xl px-4 py-6 sm:px-6 sm:py-8">
        <PageHeader title={t("title")} description={t("intro")} />
        <ClientMessages areas={["common", "security"]}>
          <div className="mt-6 grid gap-6">
            <Factor enrolled={mine.enrolled} freshUntil={mine.freshUntil} next={target} />
            <Passkeys mine={mine} next={target} />
            <Password />
            <Sessions key={mine.sessions.map(({ id }) => id).join()} first={mine.sessions} />
          </div>
        </ClientMessages>
      </main>
    </StaffShell>
  );
}
