"use client";

import { Field, Input } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "../_parts/kept-form.tsx";

type Words = { orderNo: string; proof: string; proofHint: string; search: string };

/** Order number and a second thing. */
export function FindForm({ action, labels, words }: { action: FormAction; labels: KeptFormLabels; words: Words }) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels}>
      {({ pending, value, error }) => (
        <div className="grid gap-5">
          <Field id="orderNo" label={words.orderNo} error={error("orderNo")}>
            <Input
              id="orderNo"
              name="orderNo"
              defaultValue={value("orderNo")}
              error={error("orderNo")}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={128}
            />
          </Field>
          <Field id="proof" label={words.proof} hint={words.proofHint} error={error("proof")}>
            <Input
              id="proof"
              name="proof"
              defaultValue={value("proof")}
              hint={words.proofHint}
              error={error("proof")}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={320}
            />
          </Field>
          <Submit pending={pending} className="w-full sm:w-auto sm:justify-self-start">
            {words.search}
          </Submit>
        </div>
      )}
    </KeptForm>
  );
}
