import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Card } from "#app/_ui/surface.tsx";
import { isDomainError } from "#server/core/errors.ts";
import { viewAnswered } from "#server/diagnosis/index.ts";
import { diagnosisContext, pageLocale } from "../../../../_lib/session.ts";
import { Gone } from "../../../../_parts/gone.tsx";
import { QuestionPart } from "../../../../_parts/question-part.tsx";
import { BackLink, quietLink, RunNav } from "../../../../_parts/run-nav.tsx";
import { UndoButton } from "../../../../_parts/undo-button.tsx";

type Props = { params: Promise<{ id: string; question: string }>; searchParams: Promise<{ from?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("customer.edit");
  return { title: t("title") };
}

/** One answered question again, with its answer, to change it. Whatever else was answered stays. */
export default async function EditPage({ params, searchParams }: Props) {
  const [{ id, question: questionId }, { from }] = await Promise.all([params, searchParams]);
  const ctx = await diagnosisContext(id);
  if (!ctx) return <Gone what="diagnosis" />;
  const input = { id, questionId, locale: await pageLocale() };
  const answered = await viewAnswered({ ctx, input }).catch((error: unknown) => {
    if (isDomainError(error, "DIAGNOSIS_NOT_FOUND")) return undefined;
    throw error;
  });
  if (answered === undefined) return <Gone what="diagnosis" />;
  // Taken back or settled meanwhile, in another tab or by the records: the run's page shows where it is.
  if (answered === null) redirect(`/d/${id}`);
  const [t, question] = await Promise.all([getTranslations("customer.edit"), getTranslations("customer.question")]);
  const home = from === "check" ? `/d/${id}/check` : `/d/${id}`;
  const back = answered.before === null ? undefined : `/d/${id}/edit/${encodeURIComponent(answered.before)}`;
  return (
    <>
      <RunNav id={id} back={back ? <BackLink href={back}>{question("back")}</BackLink> : undefined} />
      <Card>
        <p className="mb-3 text-sm text-faint">{t("lead")}</p>
        <QuestionPart
          id={id}
          question={answered.question}
          value={answered.value}
          from={from === "check" ? "check" : undefined}
        />
      </Card>
      <div className="mt-4 flex flex-wrap items-center gap-x-6">
        <a href={home} className={quietLink}>
          {t("keep")}
        </a>
        <UndoButton id={id} questionId={answered.question.id} label={t("undo")} />
      </div>
    </>
  );
}
