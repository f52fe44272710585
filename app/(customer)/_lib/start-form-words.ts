import { getTranslations } from "next-intl/server";
import { readTrouble, type Trouble } from "#app/_lib/trouble.ts";
import type { StartWords } from "../_parts/start-form.tsx";
import { type StartError, startErrors } from "./start-words.ts";
import { uploadWords } from "./upload-words.ts";

/** The words of the start form, for the client component that shows it. */
export async function startWords(): Promise<StartWords> {
  const [t, form, { words: upload }] = await Promise.all([
    getTranslations("customer.start"),
    getTranslations("customer.form"),
    uploadWords(),
  ]);
  const trouble = await getTranslations("error.trouble");
  const say = (code: StartError) => {
    const machine = readTrouble(code);
    return machine ? trouble(`${machine}.body`) : t(`errors.${code as Exclude<StartError, Trouble>}`);
  };
  const errors = Object.fromEntries(startErrors.map((code) => [code, say(code)])) as Record<StartError, string>;
  return {
    label: t("label"),
    hint: t("hint"),
    submit: t("submit"),
    orderNo: t("orderNo"),
    orderNoHint: t("orderNoHint"),
    paymentNo: t("paymentNo"),
    paymentNoHint: t("paymentNoHint"),
    text: t("text"),
    optional: form("optional"),
    summary: form("summary"),
    offline: form("offline"),
    sending: t("sending"),
    without: t("without"),
    errors,
    pictures: {
      add: t("addPicture"),
      more: t("morePictures"),
      hint: t("pictureHint"),
      remove: t("removePicture"),
      chosen: t("chosenPictures"),
      kept: t("keptPicture"),
      retry: upload.retry,
      uploading: upload.uploading,
      errors: upload.errors,
    },
  };
}
