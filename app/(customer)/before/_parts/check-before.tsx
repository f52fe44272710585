import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Field, Input, RadioCards, Select } from "#app/_ui/field.tsx";
import type { PublicChannel } from "#server/channels/schemas.ts";
import { formatFen } from "#server/core/money.ts";
import type { Asked } from "../_lib/query.ts";

/** More than this are a list to choose from. */
const MAX_CARDS = 5;

/** Amount, channel and product. A plain form that asks by its address: it works without script, and its answer can be linked to. */
export async function CheckBefore({ asked, channels }: { asked: Asked; channels: readonly PublicChannel[] }) {
  const t = await getTranslations("before.form");
  const state = await getTranslations("channels.state");
  const messages = { amount: t("badAmount"), sku: t("badSku") };
  const errors = asked.wrong.map((field) => ({ field, message: messages[field] }));
  const error = (field: "amount" | "sku") => errors.find((one) => one.field === field)?.message;
  const limits = ({ singleLimitFen: single, dailyLimitFen: daily }: PublicChannel) => {
    if (single !== null && daily !== null) return t("limits", { single: formatFen(single), daily: formatFen(daily) });
    if (single !== null) return t("single", { single: formatFen(single) });
    return daily === null ? "" : t("daily", { daily: formatFen(daily) });
  };
  const hint = (one: PublicChannel) =>
    [one.status === "unknown" ? "" : state(one.status), limits(one)].filter(Boolean).join(" · ");
  const none = { value: "", label: t("anyChannel") };
  return (
    <form method="get" action="/before" className="grid gap-5" noValidate>
      {errors.length > 0 ? <ErrorSummary title={t("summary")} errors={errors} turn={1} /> : null}
      <Field id="amount" label={t("amount")} hint={t("amountHint")} error={error("amount")}>
        <Input
          id="amount"
          name="amount"
          inputMode="decimal"
          autoComplete="off"
          className="max-w-60 tabular"
          hint
          error={error("amount")}
          defaultValue={asked.typed.amount}
        />
      </Field>
      {channels.length > MAX_CARDS ? (
        <Field id="channel" label={t("channel")}>
          <Select
            id="channel"
            name="channel"
            defaultValue={asked.channel ?? ""}
            options={[none, ...channels.map((one) => ({ value: one.channel, label: one.label }))]}
          />
        </Field>
      ) : channels.length > 0 ? (
        <RadioCards
          id="channel"
          name="channel"
          legend={t("channel")}
          defaultValue={asked.channel ?? ""}
          options={[...channels.map((one) => ({ value: one.channel, label: one.label, hint: hint(one) })), none]}
        />
      ) : null}
      <Field id="sku" label={t("sku")} hint={t("skuHint")} optional={t("optional")} error={error("sku")}>
        <Input
          id="sku"
          name="sku"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="max-w-80"
          hint
          error={error("sku")}
          defaultValue={asked.typed.sku}
        />
      </Field>
      <Button className="w-full sm:w-auto sm:justify-self-start">{t("submit")}</Button>
    </form>
  );
}
