import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appeals");
  return { title: t("title"), robots: { index: false } };
}

/** Appeals against risk holds that wait for a person. */
export default async function RiskPage() {
  const t = await getTranslations("appeals");
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
    </main>
  );
}
