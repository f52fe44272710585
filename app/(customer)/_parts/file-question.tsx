"use client";

import { Button } from "#app/_ui/button.tsx";
import { FieldError } from "#app/_ui/field.tsx";
import type { DiagnosisView } from "#server/diagnosis/schemas.ts";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels } from "./kept-form.tsx";

type Props = {
  /** Where the file goes: it answers the question there. */
  href: string;
  action: FormAction;
  question: Omit<NonNullable<DiagnosisView["question"]>, "maxRemaining">;
  labels: KeptFormLabels;
  words: { unsure: string; why: string };
  file: string;
  hint: string;
  send: string;
  failed?: string | undefined;
  from?: "check" | undefined;
};

/** A question that a picture answers: two plain forms, one that sends it and one that says there is none. */
export function FileQuestion({ href, action, question, labels, words, file, hint, send, failed, from }: Props) {
  return (
    <div id="files">
      <form action={href} method="post" encType="multipart/form-data">
        <h1 className="text-2xl font-semibold sm:text-3xl">{question.title}</h1>
        <p className="mt-2 mb-5 text-muted">
          <span className="sr-only">{words.why}: </span>
          {question.hint}
        </p>
        <input type="hidden" name="kind" value="debit_proof" />
        <label htmlFor="answer" className="mb-1.5 block font-medium">
          {file}
        </label>
        <p id="answer-hint" className="mb-2 text-sm text-muted">
          {hint}
        </p>
        <input
          id="answer"
          name="file"
          type="file"
          required
          accept="image/*,.heic,.heif,application/pdf"
          aria-describedby={failed ? "answer-hint answer-error" : "answer-hint"}
          aria-invalid={failed ? true : undefined}
          className="block w-full text-sm file:mr-3 file:min-h-11 file:rounded-md file:border-0 file:bg-sunken file:px-4 file:text-text"
        />
        {failed ? <FieldError id="answer">{failed}</FieldError> : null}
        <Button className="mt-6 w-full sm:w-auto">{send}</Button>
      </form>
      <KeptForm action={action} initial={emptyForm} labels={labels} className="mt-3">
        {() => (
          <>
            <input type="hidden" name="questionId" value={question.id} />
            <input type="hidden" name="kind" value="file" />
            {from ? <input type="hidden" name="from" value={from} /> : null}
            <Button variant="secondary" name="unsure" value="1" className="w-full sm:w-auto">
              {words.unsure}
            </Button>
          </>
        )}
      </KeptForm>
    </div>
  );
}
