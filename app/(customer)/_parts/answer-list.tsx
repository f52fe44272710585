import { getTranslations } from "next-intl/server";
import type { Run } from "../_lib/run.ts";
import { UndoButton } from "./undo-button.tsx";

/** What was answered, each with the way to change it. */
export async function AnswerList({ id, answers }: { id: string; answers: Run["answers"] }) {
  const t = await getTranslations("customer.check");
  return (
    <ul className="mt-2 divide-y divide-line border-y border-line">
      {answers.map((said) => (
        <li key={said.questionId} className="flex items-center justify-between gap-4">
          <div className="py-2.5">
            <p className="text-sm text-muted">{said.title}</p>
            <p className="font-medium">{said.label}</p>
          </div>
          <UndoButton
            id={id}
            questionId={said.questionId}
            label={t("edit")}
            ariaLabel={t("editLabel", { question: said.title })}
          />
        </li>
      ))}
    </ul>
  );
}
