import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { mayStaff, requireStaff } from "#app/(staff)/_lib/guard.ts";
import { Fields } from "./_ui/fields.tsx";
import { Tags } from "./_ui/tags.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("work.words");
  return { title: t("title"), robots: { index: false } };
}

/** The desk's own fields and tags: everybody reads them, whoever runs the desk changes them. */
export default async function FieldsPage() {
  const ctx = await requireStaff("/settings/fields");
  const t = await getTranslations("work.words");
  const mayWrite = mayStaff(ctx, "desk:manage");
  return (
    <main id="main" className="mx-auto max-w-4xl px-4 py-6 sm:px-6 sm:py-8">
      <PageHeader title={t("title")} description={t("lead")} />
      <ClientMessages areas={["common", "staff", "desk", "work"]}>
        <ClientOnly fallback={<Skeleton className="mt-6 h-60" />}>
          <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-10">
            <Fields mayWrite={mayWrite} />
            <Tags mayWrite={mayWrite} />
          </div>
        </ClientOnly>
      </ClientMessages>
    </main>
  );
}
