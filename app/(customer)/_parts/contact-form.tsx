"use client";

import { Field, Input } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

type Props = {
  action: FormAction;
  labels: KeptFormLabels;
  words: { label: string; hint: string; submit: string; saved: string };
  email: string;
};

/** Where to hear how a wait ends. An empty address takes it back. */
export function ContactForm({ action, labels, words, email }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels} className="mt-1">
      {({ pending, value, error }) => (
        <>
          {words.saved ? <p className="mb-3 text-sm text-muted">{words.saved}</p> : null}
          <Field id="email" label={words.label} hint={words.hint} error={error("email")}>
            <Input
              id="email"
              name="email"
              type="email"
              defaultValue={value("email") ?? email}
              hint={words.hint}
              error={error("email")}
              autoComplete="email"
              inputMode="email"
              maxLength={254}
            />
          </Field>
          <Submit pending={pending} variant="secondary" className="mt-3 w-full sm:w-auto">
            {words.submit}
          </Submit>
        </>
      )}
    </KeptForm>
  );
}
