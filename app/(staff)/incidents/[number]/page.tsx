import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { requireStaff } from "../../_lib/guard.ts";
import { Detail } from "../_ui/detail.tsx";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).number.slice(0, 40), robots: { index: false } };
}

/** One incident: where it stands, what can be done about all of it, and what was. */
export default async function IncidentPage({ params }: Props) {
  const [{ number }, t] = await Promise.all([params, getTranslations("incidents"), requireStaff("/incidents")]);
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6 sm:px-6 sm:py-8">
      <a
        href="/incidents"
        className="inline-flex min-h-11 items-center text-sm text-accent-text underline underline-offset-4 print:hidden"
      >
        {t("one.back")}
      </a>
      <ClientOnly fallback={<Skeleton className="h-64" />}>
        <Detail number={number} />
      </ClientOnly>
    </main>
  );
}
