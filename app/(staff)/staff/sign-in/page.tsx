import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { safeBack } from "#app/_lib/back.ts";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { oidcName, relyingParty, staffContext } from "#server/auth/index.ts";
import { OidcProblem } from "./oidc-way.tsx";
import { SignInForm } from "./sign-in-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("staff.signIn");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<{ next?: string | string[]; problem?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, problem } = await searchParams;
  const target = safeBack(typeof next === "string" ? next : "/desk", null, null);
  if (await staffContext(await headers())) redirect(target);
  const t = await getTranslations("staff.signIn");
  return (
    <>
      <AppBar />
      <main id="main" className="mx-auto max-w-md px-4 py-10 sm:py-16">
        <h1 className="text-2xl font-semibold">{t("title")}</h1>
        <p className="mt-1 mb-6 text-muted">{t("intro")}</p>
        <Card>
          <ClientMessages areas={["common", "staff", "security"]}>
            {problem === "oidc" ? <OidcProblem /> : null}
            <SignInForm next={target} ways={{ passkeyHost: relyingParty()?.id ?? null, oidc: oidcName() ?? null }} />
          </ClientMessages>
        </Card>
        <p className="mt-4 text-sm text-muted">{t("help")}</p>
      </main>
    </>
  );
}
