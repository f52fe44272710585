"use client";

import { Field, Input, Select } from "#app/_ui/field.tsx";
import { emptyForm } from "../../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "../../_parts/kept-form.tsx";
import { callBack } from "./chat-actions.ts";

type Props = {
  number: string;
  labels: KeptFormLabels;
  words: { phone: string; slot: string; submit: string };
  slots: { value: string; label: string }[];
};

/** Which number to call, and in which half hour. */
export function CallForm({ number, labels, words, slots }: Props) {
  return (
    <KeptForm action={callBack.bind(null, number)} initial={emptyForm} labels={labels}>
      {({ pending, value, error }) => (
        <div className="grid gap-4">
          <Field id="phone" label={words.phone} error={error("phone")}>
            <Input
              id="phone"
              name="phone"
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              maxLength={20}
              defaultValue={value("phone")}
              error={error("phone")}
            />
          </Field>
          <Field id="slot" label={words.slot} error={error("slot")}>
            <Select id="slot" name="slot" options={slots} defaultValue={value("slot") ?? slots[0]?.value} />
          </Field>
          <Submit pending={pending} variant="secondary">
            {words.submit}
          </Submit>
        </div>
      )}
    </KeptForm>
  );
}
