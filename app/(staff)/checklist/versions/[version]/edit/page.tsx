import { ArrowLeft, Lock } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { EmptyState, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { packKeySchema } from "#server/diagnosis/schemas.ts";
import { mayStaff, requireStaff } from "../../../../_lib/guard.ts";
import { DraftEditor } from "../../../_ui/draft-editor.tsx";

type Props = { params: Promise<{ version: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checklist.edit");
  return { title: t("title"), robots: { index: false } };
}

/** A draft: weights, priors and words by form, or all of it as JSON; for leads and above. */
export default async function Page({ params }: Props) {
  const [ctx, { version }, t] = await Promise.all([
    requireStaff("/checklist/versions"),
    params,
    getTranslations("checklist.edit"),
  ]);
  if (!packKeySchema.safeParse(version).success) notFound();
  const may = mayStaff(ctx, "packs:write");
  return (
    <>
      <a
        href={`/checklist/versions/${version}`}
        className="-ml-1 inline-flex min-h-11 items-center gap-1 rounded-md px-1 text-sm text-accent-text underline-offset-4 hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </a>
      {may ? (
        <>
          <PageHeader title={t("title")} description={t("intro")} />
          <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
            <DraftEditor id={version} />
          </ClientOnly>
        </>
      ) : (
        <>
          <h1 className="sr-only">{t("title")}</h1>
          <EmptyState icon={<Lock />} title={t("forbidden")}>
            {t("forbiddenHint")}
          </EmptyState>
        </>
      )}
    </>
  );
}
