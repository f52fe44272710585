import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#app/_lib/i18n/client-messages.tsx";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { requireStaff } from "#app/(staff)/_lib/guard.ts";
import { CallbackDetail } from "../_ui/callback-detail.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("callbacks");
  return { title: t("title"), robots: { index: false } };
}

/** One callback of a gateway, as it came. */
export default async function CallbackPage({ params }: Props) {
  const { id } = await params;
  await requireStaff(`/money/callbacks/${id}`);
  const t = await getTranslations("callbacks");
  return (
    <main id="main" className="mx-auto max-w-4xl px-4 py-4 sm:px-6 sm:py-6">
      <Link
        href="/money/callbacks"
        prefetch={false}
        className="-ml-1 inline-flex min-h-11 items-center gap-1 rounded-md px-1 text-sm text-accent-text underline-offset-4 hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
      <ClientMessages areas={["common", "staff", "desk", "callbacks"]}>
        <ClientOnly fallback={<Skeleton className="h-40" />}>
          <CallbackDetail id={id} />
        </ClientOnly>
      </ClientMessages>
    </main>
  );
}
