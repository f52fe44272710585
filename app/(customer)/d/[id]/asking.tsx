import { getTranslations } from "next-intl/server";
import { Card } from "#app/_ui/surface.tsx";
import type { Run } from "../../_lib/run.ts";
import { formLabels } from "../../_lib/words.ts";
import { AnswerList } from "../../_parts/answer-list.tsx";
import { QuestionForm } from "../../_parts/question-form.tsx";
import { answer } from "./actions.ts";

/** The page of one question. */
export async function Asking({ id, run }: { id: string; run: Run }) {
  const [t, form, labels] = await Promise.all([
    getTranslations("customer.question"),
    getTranslations("customer.form"),
    formLabels(),
  ]);
  const question = run.view.question;
  if (!question) return null;
  const words = { submit: t("submit"), unsure: form("unsure"), why: t("why"), amountUnit: t("amountUnit") };
  return (
    <>
      <Card>
        <p className="mb-3 text-sm text-faint tabular">
          {t("remaining", { count: Math.max(1, question.maxRemaining) })}
        </p>
        <QuestionForm
          key={question.id}
          action={answer.bind(null, id)}
          question={question}
          labels={labels}
          words={words}
        />
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
