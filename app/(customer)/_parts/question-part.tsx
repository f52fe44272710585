import { getTranslations } from "next-intl/server";
import type { AnswerValue, DiagnosisView } from "#server/diagnosis/schemas.ts";
import { toForm } from "../_lib/readings.ts";
import { uploadWords } from "../_lib/upload-words.ts";
import { formLabels } from "../_lib/words.ts";
import { answer } from "../d/[id]/actions.ts";
import { FileQuestion } from "./file-question.tsx";
import { QuestionForm } from "./question-form.tsx";

type Question = Omit<NonNullable<DiagnosisView["question"]>, "maxRemaining">;
type Props = {
  id: string;
  question: Question;
  /** The answer so far, when it is to be changed. */
  value?: AnswerValue | undefined;
  /** Where to go once it is answered: back to checking everything, when that is where it was changed from. */
  from?: "check" | undefined;
  failed?: string | undefined;
};

/** A question's form, by its kind, with its words. */
export async function QuestionPart({ id, question, value, from, failed }: Props) {
  const [t, form, labels, upload] = await Promise.all([
    getTranslations("customer.question"),
    getTranslations("customer.form"),
    formLabels(),
    uploadWords(),
  ]);
  const words = { submit: t("submit"), unsure: form("unsure"), why: t("why"), amountUnit: t("amountUnit") };
  const action = answer.bind(null, id);
  const shown = { action, question, labels, words, from };
  if (question.kind === "file") {
    const href = `/api/uploads?diagnosis=${encodeURIComponent(id)}&question=${encodeURIComponent(question.id)}`;
    return (
      <FileQuestion
        {...shown}
        href={href}
        file={upload.words.file}
        hint={upload.words.fileHint}
        failed={failed}
        send={upload.words.upload}
      />
    );
  }
  return <QuestionForm key={question.id} {...shown} value={inForm(question.kind, value)} />;
}

/** An answer as its field holds it. */
function inForm(kind: Question["kind"], value: AnswerValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === "unsure") return kind === "choice" ? "unsure" : undefined;
  if (kind === "amount") return toForm("amountFen", Number(value));
  return kind === "time" ? toForm("paidAt", String(value)) : String(value);
}
