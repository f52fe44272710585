"use client";

import { Button } from "#app/_ui/button.tsx";
import { Input, RadioCards } from "#app/_ui/field.tsx";
import type { DiagnosisView } from "#server/diagnosis/schemas.ts";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

type Question = Omit<NonNullable<DiagnosisView["question"]>, "maxRemaining">;
type Props = {
  action: FormAction;
  question: Question;
  labels: KeptFormLabels;
  words: { submit: string; unsure: string; why: string; amountUnit: string };
  /** The answer so far, when it is to be changed. */
  value?: string | undefined;
  from?: "check" | undefined;
};

const inputMode = { text: "text", amount: "decimal", time: "text", choice: "text", file: "text" } as const;

/** One question: its heading, why it is asked, and a way to say that one does not know. */
export function QuestionForm({ action, question, labels, words, value: before, from }: Props) {
  const hint = (
    <>
      <span className="sr-only">{words.why}: </span>
      {question.hint}
    </>
  );
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels}>
      {({ pending, value, error }) => (
        <>
          <input type="hidden" name="questionId" value={question.id} />
          <input type="hidden" name="kind" value={question.kind} />
          {from ? <input type="hidden" name="from" value={from} /> : null}
          {question.kind === "choice" ? (
            <>
              <RadioCards
                id="answer"
                name="answer"
                legend={question.title}
                legendIsHeading
                hint={hint}
                error={error("answer")}
                options={question.options ?? []}
                defaultValue={value("answer") ?? before}
              />
              <Submit pending={pending} className="mt-6 w-full sm:w-auto">
                {words.submit}
              </Submit>
            </>
          ) : (
            <>
              <label htmlFor="answer">
                <h1 className="text-2xl font-semibold sm:text-3xl">{question.title}</h1>
              </label>
              <div id="answer-hint" className="mt-2 mb-5 text-muted">
                {hint}
                {question.kind === "amount" ? <span className="block text-sm">{words.amountUnit}</span> : null}
              </div>
              <Input
                id="answer"
                name="answer"
                type={question.kind === "time" ? "datetime-local" : "text"}
                inputMode={inputMode[question.kind]}
                defaultValue={value("answer") ?? before}
                hint={question.hint}
                error={error("answer")}
                autoComplete="off"
              />
              {error("answer") ? <p className="mt-1.5 text-sm font-medium text-broken">{error("answer")}</p> : null}
              <div className="mt-6 flex flex-col gap-3 sm:flex-row">
                <Submit pending={pending}>{words.submit}</Submit>
                <Button variant="secondary" name="unsure" value="1" className="w-full sm:w-auto">
                  {words.unsure}
                </Button>
              </div>
            </>
          )}
        </>
      )}
    </KeptForm>
  );
}
