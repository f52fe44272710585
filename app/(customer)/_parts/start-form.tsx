"use client";

import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import type { StartError } from "../_lib/start-words.ts";
import { Submit } from "./kept-form.tsx";
import { PicturePicker, type PictureWords } from "./picture-picker.tsx";
import { useStart } from "./use-start.ts";

export type StartWords = Record<
  | "label"
  | "hint"
  | "submit"
  | "orderNo"
  | "orderNoHint"
  | "paymentNo"
  | "paymentNoHint"
  | "optional"
  | "summary"
  | "offline"
  | "sending"
  | "without"
  | "text",
  string
> & { errors: Record<StartError, string>; pictures: PictureWords };

type Props = {
  words: StartWords;
  /** What a link brought along, to confirm; empty texts when it brought nothing. */
  numbers: { orderNo: string; paymentNo: string };
  /** What was wrong with a plain form, from the page's address. */
  failed?: StartError | undefined;
};

/**
 * The box that takes anything: a number, a story, pictures by camera, gallery, drag and drop or paste. A plain form with one
 * picture; with JavaScript up to three, each with its own progress and error, and nothing typed is lost when one fails.
 */
export function StartForm({ words, numbers, failed }: Props) {
  const { script, form, state, submit, add, remove, retry } = useStart(failed);
  const linked = numbers.orderNo !== "" || numbers.paymentNo !== "";
  const errorOf = (field: string) => {
    const code = state.errors.find((error) => error.field === field)?.code;
    return code && words.errors[code];
  };
  const told = state.errors.map(({ field, code }) => ({ field, message: words.errors[code] }));
  const number = (name: "orderNo" | "paymentNo") => (
    <Field id={name} label={words[name]} hint={words[`${name}Hint`]} optional={words.optional} error={errorOf(name)}>
      <Input
        id={name}
        name={name}
        defaultValue={numbers[name]}
        hint={words[`${name}Hint`]}
        error={errorOf(name)}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
    </Field>
  );
  return (
    <form
      ref={form}
      action="/api/start"
      method="post"
      encType="multipart/form-data"
      noValidate
      onSubmit={submit}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        add(event.clipboardData.files);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
      className="grid gap-4"
    >
      {state.offline ? <ErrorSummary title={words.offline} errors={[]} turn={state.turn} /> : null}
      {!state.offline && told.length > 0 ? (
        <ErrorSummary title={words.summary} errors={told} turn={state.turn} />
      ) : null}
      {linked ? number("orderNo") : null}
      {linked ? number("paymentNo") : null}
      <Field
        id="text"
        label={linked ? words.text : words.label}
        hint={words.hint}
        optional={linked ? words.optional : undefined}
        error={errorOf("text")}
      >
        <Textarea
          id="text"
          name="text"
          rows={2}
          hint={words.hint}
          error={errorOf("text")}
          autoComplete="off"
          readOnly={state.begun !== undefined}
          className="field-sizing-content max-h-60 min-h-20 text-lg"
        />
      </Field>
      <PicturePicker
        script={script}
        items={state.items}
        words={words.pictures}
        add={add}
        remove={remove}
        retry={retry}
      />
      <div className="flex flex-col gap-3 sm:flex-row">
        <Submit pending={state.sending}>{words.submit}</Submit>
        {state.begun && !state.sending ? (
          <a
            href={state.begun.next}
            className="touch inline-flex items-center justify-center font-medium text-accent-text"
          >
            {words.without}
          </a>
        ) : null}
      </div>
      <p aria-live="polite" className="text-sm text-faint empty:hidden">
        {state.sending ? words.sending : ""}
      </p>
    </form>
  );
}
