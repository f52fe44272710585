import { getTranslations } from "next-intl/server";
import { Field, Input, RadioCards, Select, Textarea } from "#app/_ui/field.tsx";

/** Form controls: plain, filled, wrong, read-only, disabled. */
export async function Fields() {
  const t = await getTranslations("design.field");
  const options = [
    { value: "yes", label: t("yes") },
    { value: "no", label: t("no") },
    { value: "unsure", label: t("unsure") },
  ];
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <Field id="f-plain" label={t("label")} hint={t("hint")} optional={t("optional")}>
        <Input id="f-plain" hint={t("hint")} placeholder={t("value")} />
      </Field>
      <Field id="f-wrong" label={t("label")} error={t("error")}>
        <Input id="f-wrong" defaultValue={t("value")} error={t("error")} />
      </Field>
      <Field id="f-read" label={t("readOnly")}>
        <Input id="f-read" readOnly value={t("value")} />
      </Field>
      <Field id="f-off" label={t("disabled")}>
        <Input id="f-off" disabled defaultValue={t("value")} />
      </Field>
      <Field id="f-area" label={t("label")}>
        <Textarea id="f-area" rows={3} />
      </Field>
      <Field id="f-select" label={t("label")}>
        <Select id="f-select" options={options} />
      </Field>
      <RadioCards
        id="f-radio"
        name="f-radio"
        legend={t("choice")}
        hint={t("hint")}
        options={options}
        defaultValue="yes"
      />
      <RadioCards id="f-radio-wrong" name="f-radio-wrong" legend={t("choice")} error={t("error")} options={options} />
    </div>
  );
}
