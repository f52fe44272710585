import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Banner, Card, PageHeader } from "#app/_ui/surface.tsx";
import { mineOf } from "#server/customers/index.ts";
import { customerHere } from "../_lib/session.ts";
import { formLabels } from "../_lib/words.ts";
import { find } from "./find.ts";
import { FindForm } from "./find-form.tsx";
import { OwnList } from "./own-list.tsx";
import { SignedIn } from "./signed-in.tsx";

type Props = { searchParams: Promise<{ order?: string | string[]; said?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("mine");
  return { title: t("title"), robots: { index: false } };
}

/** What a customer has here, for who was handed over by the shop; everybody else finds one order by what they know of it. */
export default async function MinePage({ searchParams }: Props) {
  const [query, here, t] = await Promise.all([searchParams, customerHere(), getTranslations("mine")]);
  const ended = query.said === "ended" || query.said === "endedAll" ? query.said : undefined;
  if (!here) {
    const labels = await formLabels();
    const words = { orderNo: t("orderNo"), proof: t("proof"), proofHint: t("proofHint"), search: t("search") };
    return (
      <>
        {ended ? (
          <Banner tone="ok" role="status" className="mb-6">
            {t(ended)}
          </Banner>
        ) : null}
        <PageHeader title={t("findTitle")} description={t("findLead")} />
        <Card className="mt-6">
          <FindForm action={find} labels={labels} words={words} />
        </Card>
        <p className="mt-4 text-sm text-muted">{t("shopHint")}</p>
      </>
    );
  }
  const asked = typeof query.order === "string" ? query.order : undefined;
  return (
    <>
      <PageHeader title={t("title")} />
      <SignedIn customerId={here.customerId} />
      <OwnList mine={await mineOf({ ctx: here.ctx })} asked={asked} />
    </>
  );
}
