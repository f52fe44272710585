"use client";

import { Field, Input, RadioCards, Select } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import type { Choice, ConfirmedField, FieldView, Readings } from "../_lib/readings.ts";
import { type FormView, KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

export type ReadWords = Record<
  "pick" | "own" | "crop" | "paid" | "paidHint" | "story" | "submit" | "optional",
  string
> & {
  fields: Record<ConfirmedField, { label: string; hint: string | undefined }>;
  sources: Record<Choice["source"], string>;
  channels: { value: string; label: string }[];
};
type Props = {
  action: FormAction;
  labels: KeptFormLabels;
  words: ReadWords;
  readings: Readings;
  text: string | undefined;
};

/** What was read, as a form: each field with where it was read, and differing readings side by side. */
export function ReadForm({ action, labels, words, readings, text }: Props) {
  return (
    <KeptForm action={action} initial={emptyForm} labels={labels} className="grid gap-6">
      {(view) => (
        <>
          {readings.fields.map((field) =>
            field.choices.length > 1 ? (
              <Picked key={field.name} field={field} words={words} view={view} />
            ) : (
              <Plain key={field.name} field={field} words={words} view={view} />
            ),
          )}
          {readings.paid ? (
            <label className="flex min-h-13 cursor-pointer items-start gap-3 rounded-md border border-line-strong bg-surface px-4 py-3">
              <input
                type="checkbox"
                name="paid"
                value="1"
                defaultChecked
                className="mt-1 size-4.5 shrink-0 accent-accent"
              />
              <span>
                <span className="block">{words.paid}</span>
                <span className="block text-sm text-muted">{words.paidHint}</span>
              </span>
            </label>
          ) : null}
          {text ? (
            <div>
              <p className="font-medium">{words.story}</p>
              <p className="mt-1 max-h-40 overflow-y-auto text-muted break-words whitespace-pre-wrap">{text}</p>
            </div>
          ) : null}
          <Submit pending={view.pending}>{words.submit}</Submit>
        </>
      )}
    </KeptForm>
  );
}

type PartProps = { field: FieldView; words: ReadWords; view: FormView };

function Plain({ field, words, view }: PartProps) {
  const { label, hint } = words.fields[field.name];
  const [choice] = field.choices;
  return (
    <div>
      <Field
        id={field.name}
        label={label}
        hint={hint}
        optional={choice ? undefined : words.optional}
        error={view.error(field.name)}
      >
        <Control field={field} words={words} view={view} value={field.value} hint={hint} />
      </Field>
      {choice ? <Origin choice={choice} words={words} /> : null}
    </div>
  );
}

/** Readings that differ, to pick one or to type another. */
function Picked({ field, words, view }: PartProps) {
  const { label } = words.fields[field.name];
  const name = `pick.${field.name}`;
  const shown = (value: string) =>
    words.channels.find((channel) => field.name === "channel" && channel.value === value)?.label ?? value;
  return (
    <div className="grid gap-3">
      <RadioCards
        id={name}
        name={name}
        legend={label}
        hint={words.pick}
        defaultValue={view.value(name) ?? field.value}
        options={[
          ...field.choices.map((choice) => ({
            value: choice.value,
            label: <span className="break-all tabular">{shown(choice.value).replace("T", " ")}</span>,
            hint: <Origin choice={choice} words={words} />,
          })),
          { value: "own", label: words.own },
        ]}
      />
      <Field
        id={field.name}
        label={<span className="sr-only">{`${label}: ${words.own}`}</span>}
        error={view.error(field.name)}
      >
        <Control field={field} words={words} view={view} value="" />
      </Field>
    </div>
  );
}

function Control({
  field: { name },
  words,
  view,
  value,
  hint,
}: PartProps & { value: string; hint?: string | undefined }) {
  const error = view.error(name);
  const common = { id: name, name, error, hint, defaultValue: view.value(name) ?? value };
  if (name === "channel") return <Select {...common} options={words.channels} />;
  return (
    <Input
      {...common}
      type={name === "paidAt" ? "datetime-local" : "text"}
      inputMode={name === "amountFen" ? "decimal" : "text"}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={200}
      className="tabular"
    />
  );
}

/** Where a value was read; for a picture the part of it. */
function Origin({ choice, words }: { choice: Choice; words: ReadWords }) {
  const { source, picture } = choice;
  return (
    <span className="mt-1.5 block text-sm text-muted">
      <span className="block">{picture ? `${words.sources[source]} · ${picture.name}` : words.sources[source]}</span>
      {picture?.crop ? (
        // biome-ignore lint/performance/noImgElement: behind a permission, so no optimiser may fetch it
        <img
          src={`/api/attachments/${picture.id}/crop?${picture.crop}`}
          alt={words.crop}
          className="mt-1 max-h-20 max-w-full rounded-md border border-line bg-sunken object-contain"
        />
      ) : null}
    </span>
  );
}
