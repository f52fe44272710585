"use client";

import { useTranslations } from "next-intl";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { extraReasonCodes } from "#server/topup/schemas.ts";
import { useDesk } from "./desk-context.tsx";

/** What a reason for a top-up is called; a code of another version is shown as it is. */
export function useReasonText(): (code: string) => string {
  const t = useTranslations("desk.money.reasons");
  const { causes } = useDesk();
  return (code) => {
    const extra = extraReasonCodes.find((each) => each === code);
    if (extra) return t(extra);
    const cause = causeCodes.find((each) => each === code);
    return cause ? causes[cause] : code;
  };
}
