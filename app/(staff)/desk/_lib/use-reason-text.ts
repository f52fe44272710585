"use client";

import { useTranslations } from "next-intl";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { extraReasonCodes, reasonCodes } from "#server/topup/schemas.ts";
import { useDesk } from "./desk-context.tsx";

/** What a reason for a top-up is called; a code of another version is shown as it is. */
export function useReasonText(): (code: string) => string {
  const t = useTranslations("desk.money");
  const { causes } = useDesk();
  return (code) => {
    const reason = reasonCodes.find((each) => each === code);
    const extra = extraReasonCodes.find((each) => each === reason);
    if (extra) return t(`reasons.${extra}`);
    const cause = causeCodes.find((each) => each === reason);
    if (cause) return causes[cause];
    // The rest of the catalogue: people may name it, and no rule of ours concludes it.
    const key = `causeReasons.${reason}` as Parameters<typeof t.has>[0];
    return reason && t.has(key) ? t(key) : code;
  };
}
