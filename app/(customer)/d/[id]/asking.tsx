import { getTranslations } from "next-intl/server";
import { Card } from "#app/_ui/surface.tsx";
import type { Run } from "../../_lib/run.ts";
import { AnswerList } from "../../_parts/answer-list.tsx";
import { QuestionPart } from "../../_parts/question-part.tsx";

type Props = {
  id: string;
  run: Run /** What was wrong with a file that should answer it. */;
  failed?: string | undefined;
};

/** The page of one question. */
export async function Asking({ id, run, failed }: Props) {
  const t = await getTranslations("customer.question");
  const question = run.view.question;
  if (!question) return null;
  return (
    <>
      <Card>
        <p className="mb-3 text-sm text-faint tabular">
          {t("remaining", { count: Math.max(1, question.maxRemaining) })}
        </p>
        <QuestionPart id={id} question={question} failed={failed} />
      </Card>
      {run.answers.length > 0 ? (
        <details className="mt-6">
          <summary className="touch inline-flex items-center text-sm font-medium text-muted">
            {t("answered")} ({run.answers.length})
          </summary>
          <AnswerList id={id} answers={run.answers} />
        </details>
      ) : null}
    </>
  );
}
