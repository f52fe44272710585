import { getTranslations } from "next-intl/server";
import { AppBar } from "#app/_ui/app-bar.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";

export default async function Landing() {
  const t = await getTranslations("common");
  return (
    <>
      <AppBar />
      <main id="main" className="mx-auto max-w-3xl px-4 py-8">
        <PageHeader title={t("brand.tagline")} />
      </main>
    </>
  );
}
