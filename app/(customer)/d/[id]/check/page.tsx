import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Card, Facts } from "#app/_ui/surface.tsx";
import { ownerContact } from "#server/diagnosis/index.ts";
import type { Claim } from "#server/diagnosis/schemas.ts";
import { claims } from "#server/diagnosis/schemas.ts";
import { loadRun, type Run } from "../../../_lib/run.ts";
import { diagnosisContext } from "../../../_lib/session.ts";
import { formLabels } from "../../../_lib/words.ts";
import { AnswerList } from "../../../_parts/answer-list.tsx";
import { ChargeBanner } from "../../../_parts/charge-banner.tsx";
import { CheckForm } from "../../../_parts/check-form.tsx";
import { Gone } from "../../../_parts/gone.tsx";
import { BackLink, quietLink, RunNav } from "../../../_parts/run-nav.tsx";
import { send } from "./actions.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.check");
  return { title: t("title") };
}

/** What most people in this situation want. */
function likelyClaim(run: Run): Claim {
  if (run.view.outcome?.kind === "risk_appeal") return "lift_risk_hold";
  if (run.view.outcome?.kind === "refund") return "refund";
  return run.view.chargeState === "none" ? "trace_funds" : "complete_topup";
}

/** Check your answers before sending. */
export default async function CheckPage({ params }: Props) {
  const { id } = await params;
  const ctx = await diagnosisContext(id);
  const run = ctx ? await loadRun(ctx, id) : undefined;
  if (!run) return <Gone what="diagnosis" />;
  if (run.ticketNumber !== null) redirect(`/t/${run.ticketNumber}`);
  const contact = ctx ? await ownerContact({ ctx, input: { id } }) : null;
  const [t, common, form, labels] = await Promise.all([
    getTranslations("customer.check"),
    getTranslations("common"),
    getTranslations("customer.form"),
    formLabels(),
  ]);
  const facts = [
    { label: t("orderNo"), value: run.orderNo ?? run.given.orderNo ?? t("notGiven") },
    { label: t("paymentNo"), value: run.given.paymentNo ?? t("notGiven") },
    { label: t("status"), value: run.cause.title },
    ...(run.proof === "needed" ? [{ label: t("order"), value: t("notVerified") }] : []),
  ];
  const words = {
    claim: t("claim"),
    description: t("description"),
    descriptionHint: t("descriptionHint"),
    contact: t("contact"),
    contactHint: t(contact ? "contactKnown" : "contactHint"),
    optional: form("optional"),
    submit: t("submit"),
    promise: t("promise"),
  };
  return (
    <>
      <RunNav id={id} human={false} back={<BackLink href={`/d/${id}/proofs`}>{common("back")}</BackLink>} />
      <ChargeBanner chargeState={run.view.chargeState} />
      <h1 className="text-2xl font-semibold sm:text-3xl">{t("title")}</h1>
      <p className="mt-2 max-w-prose text-muted">{t("lead")}</p>
      <Card className="mt-6">
        <h2 className="font-semibold">{t("order")}</h2>
        <Facts items={facts} />
        <h2 className="mt-5 font-semibold">{t("answers")}</h2>
        {run.answers.length === 0 ? <p className="mt-1 text-muted">{t("noAnswers")}</p> : null}
        <AnswerList id={id} answers={run.answers} from="check" />
        <div className="mt-5 flex items-center justify-between gap-4">
          <div>
            <h2 className="font-semibold">{t("proofs")}</h2>
            <p className="text-muted">
              {run.attachments.length > 0 ? run.attachments.map((file) => file.name).join(t("comma")) : t("proofsNone")}
            </p>
          </div>
          <a href={`/d/${id}/proofs`} className={quietLink}>
            {t("proofsAdd")}
          </a>
        </div>
      </Card>
      <Card className="mt-6">
        <CheckForm
          action={send.bind(null, id)}
          labels={labels}
          draftKey={`check:${id}`}
          words={words}
          claims={claims.map((value) => ({ value, label: t(`claims.${value}`) }))}
          likely={likelyClaim(run)}
          contact={contact?.masked}
        />
      </Card>
    </>
  );
}
