import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { packKeySchema } from "#server/diagnosis/schemas.ts";
import { VersionPage } from "../../_ui/version-page.tsx";

type Props = { params: Promise<{ version: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checklist.versions");
  return { title: t("one"), robots: { index: false } };
}

/** One version: what it changes, who wrote it, and what may be done with it. */
export default async function Page({ params }: Props) {
  const [{ version }, t] = await Promise.all([params, getTranslations("checklist.versions")]);
  if (version !== "running" && !packKeySchema.safeParse(version).success) notFound();
  return (
    <>
      <a
        href="/checklist/versions"
        className="-ml-1 inline-flex min-h-11 items-center gap-1 rounded-md px-1 text-sm text-accent-text underline-offset-4 hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </a>
      <ClientOnly fallback={<Skeleton className="h-96" />}>
        <VersionPage version={version} />
      </ClientOnly>
    </>
  );
}
