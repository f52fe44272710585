import { getTranslations } from "next-intl/server";
import { readTrouble, type Trouble } from "#app/_lib/trouble.ts";
import type { UploadWords } from "../_parts/upload-form.tsx";
import { type UploadError, uploadErrors } from "./upload.ts";

const kinds = ["debit_proof", "order_page", "error_page", "other"] as const;

/** The words and choices of the upload form, for the client component that shows it. */
export async function uploadWords(): Promise<{ words: UploadWords; kinds: { value: string; label: string }[] }> {
  const t = await getTranslations("customer.proofs");
  const trouble = await getTranslations("error.trouble");
  const say = (code: UploadError) => {
    const machine = readTrouble(code);
    return machine ? trouble(`${machine}.body`) : t(`errors.${code as Exclude<UploadError, Trouble>}`);
  };
  const errors = Object.fromEntries(uploadErrors.map((code) => [code, say(code)])) as Record<UploadError, string>;
  return {
    words: {
      file: t("file"),
      fileHint: t("fileHint"),
      kind: t("kind"),
      upload: t("upload"),
      uploading: t("uploading"),
      retry: t("retry"),
      errors,
    },
    kinds: kinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
  };
}
