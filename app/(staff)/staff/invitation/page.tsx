import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { JoinForm } from "./join-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.join");
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

/** Where somebody who was invited makes their account. The token stands behind the `#` of the address, which no server sees. */
export default async function InvitationPage() {
  const t = await getTranslations("people.join");
  return (
    <>
      <AppBar />
      <main id="main" className="mx-auto max-w-md px-4 py-10 sm:py-16">
        <h1 className="text-2xl font-semibold">{t("title")}</h1>
        <ClientMessages areas={["common", "staff", "people", "security"]}>
          <JoinForm />
        </ClientMessages>
      </main>
    </>
  );
}
