import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AppBar } from "./_ui/app-bar.tsx";
import { LinkButton } from "./_ui/button.tsx";
import { EmptyState } from "./_ui/surface.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.notFound");
  return { title: t("title") };
}

export default async function NotFound() {
  const t = await getTranslations("common.notFound");
  return (
    <>
      <AppBar />
      <main id="main" className="mx-auto max-w-3xl px-4 py-12">
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState title={t("title")} icon={<SearchX />} action={<LinkButton href="/">{t("action")}</LinkButton>}>
          {t("body")}
        </EmptyState>
      </main>
    </>
  );
}
