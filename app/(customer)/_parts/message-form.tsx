"use client";

import { Field, Textarea } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

type Props = {
  action: FormAction;
  labels: KeptFormLabels;
  draftKey: string;
  words: { label: string; submit: string; hint?: string };
  field: string;
  primary?: boolean;
};

/** One text to send, kept until it is. */
export function MessageForm({ action, labels, draftKey, words, field, primary = false }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels} draftKey={draftKey}>
      {({ pending, value, error }) => (
        <>
          <Field id={field} label={words.label} hint={words.hint} error={error(field)}>
            <Textarea
              id={field}
              name={field}
              rows={3}
              defaultValue={value(field)}
              hint={words.hint}
              error={error(field)}
              maxLength={5_000}
            />
          </Field>
          <Submit pending={pending} variant={primary ? "primary" : "secondary"} className="mt-3 w-full sm:w-auto">
            {words.submit}
          </Submit>
        </>
      )}
    </KeptForm>
  );
}
