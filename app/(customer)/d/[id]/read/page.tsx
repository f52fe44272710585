import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Banner, Card } from "#app/_ui/surface.tsx";
import type { ReadState } from "#server/reading/schemas.ts";
import { readRunAgain } from "#server/tickets/index.ts";
import { loadReadings } from "../../../_lib/load-readings.ts";
import { loadRun } from "../../../_lib/run.ts";
import { diagnosisContext } from "../../../_lib/session.ts";
import { readUploadError } from "../../../_lib/upload.ts";
import { uploadWords } from "../../../_lib/upload-words.ts";
import { formLabels } from "../../../_lib/words.ts";
import { ChargeBanner } from "../../../_parts/charge-banner.tsx";
import { Gone } from "../../../_parts/gone.tsx";
import { LookAgain } from "../../../_parts/look-again.tsx";
import { ReadForm } from "../../../_parts/read-form.tsx";
import { RunNav } from "../../../_parts/run-nav.tsx";
import { UploadForm } from "../../../_parts/upload-form.tsx";
import { confirm } from "./actions.ts";
import { readWords } from "./words.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ added?: string; failed?: string; again?: string }>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.read");
  return { title: t("title") };
}

/** These are read again by themselves: the picture may be readable in a moment. */
const LATER: readonly ReadState[] = ["pending", "busy", "timed_out"];

/** Everything that was read from text and pictures, to confirm or correct, each beside the part of the picture it stands in. */
export default async function ReadPage({ params, searchParams }: Props) {
  const [{ id }, { failed: why, again }] = await Promise.all([params, searchParams]);
  const ctx = await diagnosisContext(id);
  const run = ctx ? await loadRun(ctx, id) : undefined;
  if (!ctx || !run) return <Gone what="diagnosis" />;
  if (run.ticketNumber !== null) redirect(`/t/${run.ticketNumber}`);
  if (again === "1") await readRunAgain({ ctx, input: { diagnosisId: id } });
  const [t, labels, upload, { readings, pictures }] = await Promise.all([
    getTranslations("customer.read"),
    formLabels(),
    uploadWords(),
    loadReadings(ctx, id, run.given),
  ]);
  const failed = readUploadError(why);
  const found = readings.fields.some(({ value }) => value !== "");
  const waiting = pictures.some(({ status }) => status !== null && LATER.includes(status));
  const unread = pictures.filter(({ status }) => status === "off" || status === "failed");
  const lead = found ? t("lead") : pictures.length > 0 ? t("leadUnread") : t("leadEmpty");
  return (
    <>
      <RunNav id={id} />
      <ChargeBanner chargeState={run.view.chargeState} />
      <h1 className="text-2xl font-semibold sm:text-3xl">{found ? t("title") : t("titleEmpty")}</h1>
      <p className="mt-2 max-w-prose text-muted">{lead}</p>
      {failed ? (
        <Banner tone="broken" role="alert" title={t("pictureFailed")} className="mt-4">
          <p>{upload.words.errors[failed]}</p>
        </Banner>
      ) : null}
      {waiting ? (
        <Banner tone="wait" role="status" className="mt-4">
          <p>
            {t("stillReading")}{" "}
            <LookAgain href={`/d/${id}/read?again=1`} byItself={again !== "1"}>
              {t("lookAgain")}
            </LookAgain>
          </p>
        </Banner>
      ) : null}
      {found && unread.length > 0 ? (
        <Banner tone="unknown" role="status" className="mt-4">
          {t("someUnread", { names: unread.map(({ name }) => name).join(t("comma")) })}
        </Banner>
      ) : null}
      <Card className="mt-6">
        <ReadForm
          action={confirm.bind(null, id)}
          labels={labels}
          words={await readWords(readings)}
          readings={readings}
          text={run.given.text}
        />
      </Card>
      <section id="files" className="mt-8">
        <h2 className="mb-3 font-semibold">{t(pictures.length > 0 ? "anotherPicture" : "addPicture")}</h2>
        <UploadForm
          action={`/api/uploads?diagnosis=${encodeURIComponent(id)}&back=read`}
          kinds={upload.kinds}
          words={upload.words}
        />
      </section>
    </>
  );
}
