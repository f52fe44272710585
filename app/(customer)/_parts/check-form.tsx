"use client";

import { Field, Input, RadioCards, Textarea } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

type Word = "claim" | "description" | "descriptionHint" | "contact" | "contactHint" | "optional" | "submit" | "promise";
type Props = {
  action: FormAction;
  labels: KeptFormLabels;
  draftKey: string;
  words: Record<Word, string>;
  claims: { value: string; label: string }[];
  likely: string;
  /** The contact on record, masked: left as it is, it is meant. */
  contact?: string | undefined;
};

/** What the person wants, in their words, and how to reach them. */
export function CheckForm({ action, labels, draftKey, words, claims, likely, contact }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels} draftKey={draftKey} className="grid gap-6">
      {({ pending, value, error }) => (
        <>
          <RadioCards
            id="claim"
            name="claim"
            legend={words.claim}
            options={claims}
            error={error("claim")}
            defaultValue={value("claim") ?? likely}
          />
          <Field
            id="description"
            label={words.description}
            hint={words.descriptionHint}
            optional={words.optional}
            error={error("description")}
          >
            <Textarea
              id="description"
              name="description"
              defaultValue={value("description")}
              hint={words.descriptionHint}
              error={error("description")}
            />
          </Field>
          <Field
            id="contact"
            label={words.contact}
            hint={words.contactHint}
            optional={words.optional}
            error={error("contact")}
          >
            <Input
              id="contact"
              name="contact"
              defaultValue={value("contact") ?? contact}
              hint={words.contactHint}
              error={error("contact")}
              autoComplete="off"
              maxLength={320}
            />
          </Field>
          <div>
            <Submit pending={pending}>{words.submit}</Submit>
            <p className="mt-2 text-sm text-faint">{words.promise}</p>
          </div>
        </>
      )}
    </KeptForm>
  );
}
