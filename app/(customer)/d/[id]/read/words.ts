import { getTranslations } from "next-intl/server";
import { type ConfirmedField, confirmedFields, type Readings } from "../../../_lib/readings.ts";
import type { ReadWords } from "../../../_parts/read-form.tsx";

const hinted: readonly ConfirmedField[] = ["orderNo", "paymentNo", "amountFen"];
const channels = ["alipay", "wechat", "unionpay", "qqpay"] as const;

/** The words of the form of readings, for the client component that shows it. */
export async function readWords({ fields }: Readings): Promise<ReadWords> {
  const [t, form] = await Promise.all([getTranslations("customer.read"), getTranslations("customer.form")]);
  const words = confirmedFields.map((name) => {
    const hint = hinted.includes(name) ? t(`hints.${name as "orderNo" | "paymentNo" | "amountFen"}`) : undefined;
    return [name, { label: t(`fields.${name}`), hint }] as const;
  });
  // A channel that we have no name for keeps its code.
  const read = fields.find(({ name }) => name === "channel")?.choices.map(({ value }) => value) ?? [];
  const codes = [...new Set<string>([...channels, ...read])];
  return {
    fields: Object.fromEntries(words) as ReadWords["fields"],
    sources: { text: t("sources.text"), ocr: t("sources.ocr"), code: t("sources.code"), given: t("sources.given") },
    channels: [
      { value: "", label: t("noChannel") },
      ...codes.map((value) => {
        const known = channels.find((code) => code === value);
        return { value, label: known ? t(`channels.${known}`) : value };
      }),
    ],
    pick: t("pick"),
    own: t("own"),
    crop: t("crop"),
    paid: t("paid"),
    paidHint: t("paidHint"),
    story: t("story"),
    submit: t("submit"),
    optional: form("optional"),
  };
}
