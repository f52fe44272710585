import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { SetUpForm } from "./set-up-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.setUp");
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

/** Where the first admin of a new installation begins, with the token that was printed at its start. */
export default async function SetUpPage() {
  const t = await getTranslations("people.setUp");
  return (
    <>
      <AppBar />
      <main id="main" className="mx-auto max-w-md px-4 py-10 sm:py-16">
        <h1 className="text-2xl font-semibold">{t("title")}</h1>
        <p className="mt-1 mb-6 text-muted">{t("intro")}</p>
        <Card>
          <ClientMessages areas={["common", "people", "security"]}>
            <SetUpForm />
          </ClientMessages>
        </Card>
        <p className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm text-muted">
          {t("already")}
          <LinkButton variant="ghost" href="/staff/sign-in">
            {t("signIn")}
          </LinkButton>
        </p>
      </main>
    </>
  );
}
