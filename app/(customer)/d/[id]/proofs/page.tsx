import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { loadRun } from "../../../_lib/run.ts";
import { diagnosisContext } from "../../../_lib/session.ts";
import { readUploadError } from "../../../_lib/upload.ts";
import { uploadWords } from "../../../_lib/upload-words.ts";
import { ChargeBanner } from "../../../_parts/charge-banner.tsx";
import { FileList } from "../../../_parts/file-list.tsx";
import { Gone } from "../../../_parts/gone.tsx";
import { BackLink, RunNav } from "../../../_parts/run-nav.tsx";
import { UploadForm } from "../../../_parts/upload-form.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ added?: string; failed?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.proofs");
  return { title: t("title") };
}

export default async function ProofsPage({ params, searchParams }: Props) {
  const [{ id }, { added, failed }] = await Promise.all([params, searchParams]);
  const ctx = await diagnosisContext(id);
  const run = ctx ? await loadRun(ctx, id) : undefined;
  if (!run) return <Gone what="diagnosis" />;
  if (run.ticketNumber !== null) redirect(`/t/${run.ticketNumber}`);
  const [t, common, upload] = await Promise.all([
    getTranslations("customer.proofs"),
    getTranslations("common"),
    uploadWords(),
  ]);
  return (
    <>
      <RunNav id={id} human={false} back={<BackLink href={`/d/${id}`}>{common("back")}</BackLink>} />
      <ChargeBanner chargeState={run.view.chargeState} />
      <h1 className="text-2xl font-semibold sm:text-3xl">{t("title")}</h1>
      <p className="mt-2 max-w-prose text-muted">{t("lead")}</p>
      <Card className="mt-6" id="files">
        {typeof added === "string" ? (
          <Banner tone="ok" role="status" className="mb-4">
            {t("added", { name: added.slice(0, 120) })}
          </Banner>
        ) : null}
        <UploadForm
          action={`/api/uploads?diagnosis=${encodeURIComponent(id)}`}
          kinds={upload.kinds}
          words={upload.words}
          failed={readUploadError(failed)}
        />
      </Card>
      <section aria-live="polite" className="mt-6">
        <h2 className="mb-3 font-semibold">
          {run.attachments.length > 0 ? t("list", { count: run.attachments.length }) : t("none")}
        </h2>
        <FileList files={run.attachments} src={(file) => `/api/uploads/${file}?diagnosis=${encodeURIComponent(id)}`} />
      </section>
      <LinkButton href={`/d/${id}/check`} variant="primary" className="mt-8 w-full sm:w-auto">
        {t(run.attachments.length > 0 ? "continue" : "skip")}
      </LinkButton>
    </>
  );
}
