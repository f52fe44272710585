"use client";

import { Field, Input } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

type Props = { action: FormAction; labels: KeptFormLabels; words: { label: string; hint: string; submit: string } };

export function ProveForm({ action, labels, words }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels}>
      {({ pending, value, error }) => (
        <>
          <Field id="proof" label={words.label} hint={words.hint} error={error("proof")}>
            <Input
              id="proof"
              name="proof"
              defaultValue={value("proof")}
              hint={words.hint}
              error={error("proof")}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={320}
            />
          </Field>
          <Submit pending={pending} className="mt-5 w-full sm:w-auto">
            {words.submit}
          </Submit>
        </>
      )}
    </KeptForm>
  );
}
