"use client";

import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import type { EvidenceItem } from "#server/appeals/schemas.ts";
import { emptyForm, type FormAction } from "../../../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "../../../_parts/kept-form.tsx";

export type TextItem = { item: EvidenceItem; title: string; why: string; tag: string };
type Words = {
  statement: string;
  statementHint: string;
  contact: string;
  contactHint: string;
  optional: string;
  submit: string;
  promise: string;
};
type Props = {
  action: FormAction;
  labels: KeptFormLabels;
  draftKey: string;
  items: TextItem[];
  words: Words;
  /** Before it was sent, they may say more and how to reach them. */
  first: boolean;
};

/** What can be said in words. */
export function AppealForm({ action, labels, draftKey, items, words, first }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels} draftKey={draftKey} className="grid gap-6">
      {({ pending, value, error }) => (
        <>
          {items.map(({ item, title, why, tag }) => {
            const name = `item.${item}`;
            return (
              <Field key={item} id={name} label={title} hint={why} optional={tag} error={error(name)}>
                <Textarea
                  id={name}
                  name={name}
                  rows={2}
                  defaultValue={value(name)}
                  hint={why}
                  error={error(name)}
                  maxLength={2_000}
                />
              </Field>
            );
          })}
          <Field
            id="statement"
            label={words.statement}
            hint={words.statementHint}
            optional={words.optional}
            error={error("statement")}
          >
            <Textarea
              id="statement"
              name="statement"
              rows={3}
              defaultValue={value("statement")}
              hint={words.statementHint}
              error={error("statement")}
              maxLength={5_000}
            />
          </Field>
          {first ? (
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
                defaultValue={value("contact")}
                hint={words.contactHint}
                error={error("contact")}
                autoComplete="email"
                maxLength={320}
              />
            </Field>
          ) : null}
          <div>
            <Submit pending={pending} variant={first ? "primary" : "secondary"}>
              {words.submit}
            </Submit>
            <p className="mt-2 text-sm text-faint">{words.promise}</p>
          </div>
        </>
      )}
    </KeptForm>
  );
}
