import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import type { DiagnosisView } from "#server/diagnosis/schemas.ts";
import { loadRun } from "../../../_lib/run.ts";
import { diagnosisContext } from "../../../_lib/session.ts";
import { Gone } from "../../../_parts/gone.tsx";
import { BackLink, RunNav } from "../../../_parts/run-nav.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.pay");
  return { title: t("title") };
}

/** What may be said about paying again. It never says yes unless the checklist does. */
function verdict(view: DiagnosisView): "no" | "maybe" | "finish" | "yes" {
  if (view.chargeState === "confirmed") return "no";
  if (view.advice.includes("FINISH_PAYING")) return "finish";
  if (view.chargeState === "none" && view.advice.includes("PAY_AGAIN")) return "yes";
  return "maybe";
}

const tones = { no: "broken", maybe: "wait", finish: "accent", yes: "ok" } as const;

/** The risky act has a page of its own. */
export default async function PayPage({ params }: Props) {
  const { id } = await params;
  const ctx = await diagnosisContext(id);
  const run = ctx ? await loadRun(ctx, id) : undefined;
  if (!run) return <Gone what="diagnosis" />;
  const t = await getTranslations("customer.pay");
  const answer = verdict(run.view);
  return (
    <>
      <RunNav id={id} back={<BackLink href={`/d/${id}`}>{t("back")}</BackLink>} human={run.ticketNumber === null} />
      <h1 className="text-2xl font-semibold sm:text-3xl">{t("title")}</h1>
      <Banner tone={tones[answer]} title={t(`${answer}Title`)} className="mt-6">
        <p>{t(`${answer}Text`)}</p>
      </Banner>
      <LinkButton href={`/d/${id}`} variant="primary" className="mt-6 w-full sm:w-auto">
        {t("back")}
      </LinkButton>
    </>
  );
}
