"use client";

import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { emptyForm, type FormAction } from "../_lib/form.ts";
import { KeptForm, type KeptFormLabels, Submit } from "./kept-form.tsx";

export type StartWords = Record<
  | "label"
  | "hint"
  | "submit"
  | "confirmTitle"
  | "confirmLead"
  | "nothingRead"
  | "orderNo"
  | "orderNoHint"
  | "paymentNo"
  | "paymentNoHint"
  | "text"
  | "confirm"
  | "again"
  | "optional",
  string
>;

type Props = {
  action: FormAction;
  labels: KeptFormLabels;
  words: StartWords;
  /** What a link brought along, to confirm; empty texts when it brought nothing. */
  numbers: { orderNo: string; paymentNo: string };
};

/** The box that takes anything; then the same form with what was read from it, to correct or confirm. */
export function StartForm({ action, labels, words, numbers }: Props) {
  const linked = numbers.orderNo !== "" || numbers.paymentNo !== "";
  const initial = linked ? { ...emptyForm, step: "confirm", values: numbers } : emptyForm;
  return (
    <KeptForm action={action} initial={initial} labels={labels}>
      {({ state, pending, value, error }) =>
        state.step === "confirm" ? (
          <div key="confirm" className="grid gap-5">
            <input type="hidden" name="step" value="confirm" />
            <div>
              <h2 className="text-xl font-semibold">{words.confirmTitle}</h2>
              <p className="mt-1 text-muted">
                {value("orderNo") || value("paymentNo") ? words.confirmLead : words.nothingRead}
              </p>
            </div>
            <Field
              id="orderNo"
              label={words.orderNo}
              hint={words.orderNoHint}
              optional={words.optional}
              error={error("orderNo")}
            >
              <Input
                id="orderNo"
                name="orderNo"
                defaultValue={value("orderNo")}
                hint={words.orderNoHint}
                error={error("orderNo")}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
              />
            </Field>
            <Field
              id="paymentNo"
              label={words.paymentNo}
              hint={words.paymentNoHint}
              optional={words.optional}
              error={error("paymentNo")}
            >
              <Input
                id="paymentNo"
                name="paymentNo"
                defaultValue={value("paymentNo")}
                hint={words.paymentNoHint}
                error={error("paymentNo")}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
              />
            </Field>
            <Field id="text" label={words.text} optional={words.optional} error={error("text")}>
              <Textarea id="text" name="text" rows={3} defaultValue={value("text")} error={error("text")} />
            </Field>
            <div className="flex flex-col gap-3 sm:flex-row">
              <Submit pending={pending}>{words.confirm}</Submit>
              <Submit pending={false} variant="ghost" name="again" value="1">
                {words.again}
              </Submit>
            </div>
          </div>
        ) : (
          <div key="ask" className="grid gap-4">
            <Field id="text" label={words.label} hint={words.hint} error={error("text")}>
              <Textarea
                id="text"
                name="text"
                rows={2}
                defaultValue={value("text")}
                hint={words.hint}
                error={error("text")}
                autoComplete="off"
                className="text-lg"
              />
            </Field>
            <Submit pending={pending}>{words.submit}</Submit>
          </div>
        )
      }
    </KeptForm>
  );
}
