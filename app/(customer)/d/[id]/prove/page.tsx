import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { loadRun } from "../../../_lib/run.ts";
import { diagnosisContext } from "../../../_lib/session.ts";
import { formLabels } from "../../../_lib/words.ts";
import { Gone } from "../../../_parts/gone.tsx";
import { ProveForm } from "../../../_parts/prove-form.tsx";
import { RunNav } from "../../../_parts/run-nav.tsx";
import { prove } from "../actions.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.prove");
  return { title: t("title") };
}

/** Proof of ownership: an order number is not authentication. */
export default async function ProvePage({ params }: Props) {
  const { id } = await params;
  const ctx = await diagnosisContext(id);
  const run = ctx ? await loadRun(ctx, id) : undefined;
  if (!run) return <Gone what="diagnosis" />;
  if (run.proof !== "needed") redirect(`/d/${id}`);
  const [t, labels] = await Promise.all([getTranslations("customer.prove"), formLabels()]);
  const words = { label: t("label"), hint: t("hint"), submit: t("submit") };
  const number = run.given.orderNo ?? run.given.paymentNo;
  return (
    <>
      <RunNav id={id} />
      <h1 className="text-2xl font-semibold sm:text-3xl">{t("title")}</h1>
      <p className="mt-2 max-w-prose text-muted">{t("why")}</p>
      <Card className="mt-6">
        {number ? <p className="mb-4 font-medium break-all tabular">{t("order", { orderNo: number })}</p> : null}
        <ProveForm action={prove.bind(null, id)} labels={labels} words={words} />
      </Card>
      <section className="mt-8">
        <h2 className="font-semibold">{t("skipTitle")}</h2>
        <p className="mt-1 max-w-prose text-muted">{t("skipText")}</p>
        <LinkButton href={`/d/${id}`} className="mt-4 w-full sm:w-auto">
          {t("skip")}
        </LinkButton>
      </section>
    </>
  );
}
