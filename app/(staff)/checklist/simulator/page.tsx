import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientOnly } from "#app/_ui/client-only.tsx";
import { PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { Simulator } from "../_ui/simulator.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checklist.simulator");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<{ run?: string | string[]; version?: string | string[] }> };

/** What a version would say, to facts and answers that are set by hand or taken from a run. */
export default async function Page({ searchParams }: Props) {
  const [t, { run, version }] = await Promise.all([getTranslations("checklist.simulator"), searchParams]);
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <ClientOnly fallback={<Skeleton className="mt-6 h-96" />}>
        <Simulator
          run={typeof run === "string" ? run : ""}
          version={typeof version === "string" && /^[0-9a-f-]{16,40}$/.test(version) ? version : "running"}
        />
      </ClientOnly>
    </>
  );
}
