import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadRun } from "../../_lib/run.ts";
import { diagnosisContext } from "../../_lib/session.ts";
import { readUploadError } from "../../_lib/upload.ts";
import { uploadWords } from "../../_lib/upload-words.ts";
import { CardKeys } from "../../_parts/card-keys.tsx";
import { ChannelBanner } from "../../_parts/channel-banner.tsx";
import { ChargeBanner } from "../../_parts/charge-banner.tsx";
import { Gone } from "../../_parts/gone.tsx";
import { KeepFresh } from "../../_parts/keep-fresh.tsx";
import { Named } from "../../_parts/named.tsx";
import { OrderProgress } from "../../_parts/order-progress.tsx";
import { BackLink, RunNav } from "../../_parts/run-nav.tsx";
import { Asking } from "./asking.tsx";
import { Concluded } from "./concluded.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ failed?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.question");
  return { title: t("eyebrow") };
}

/** A run of the checklist: its question, or its result. Which of the two is always the replay of what was said. */
export default async function RunPage({ params, searchParams }: Props) {
  const [{ id }, { failed }] = await Promise.all([params, searchParams]);
  const ctx = await diagnosisContext(id);
  const run = ctx ? await loadRun(ctx, id) : undefined;
  if (!ctx || !run) return <Gone what="diagnosis" />;
  const t = await getTranslations("customer.question");
  const last = run.answers.findLast((said) => !said.setAside);
  const why = readUploadError(failed);
  return (
    <>
      <KeepFresh events={`/d/${id}/events`} />
      <RunNav
        id={id}
        human={run.ticketNumber === null}
        back={
          last && run.ticketNumber === null ? (
            <BackLink href={`/d/${id}/edit/${encodeURIComponent(last.questionId)}`}>{t("back")}</BackLink>
          ) : undefined
        }
      />
      <ChargeBanner chargeState={run.view.chargeState} payHref={`/d/${id}/pay`} />
      <ChannelBanner chargeState={run.view.chargeState} />
      <OrderProgress trace={run.trace} proveHref={run.proof === "needed" ? `/d/${id}/prove` : undefined} />
      <Named id={id} run={run} />
      {run.view.question ? (
        <Asking id={id} run={run} failed={why && (await uploadWords()).words.errors[why]} />
      ) : (
        <>
          <CardKeys ctx={ctx} place={{ diagnosisId: id }} className="mb-6" />
          <Concluded id={id} run={run} />
        </>
      )}
    </>
  );
}
