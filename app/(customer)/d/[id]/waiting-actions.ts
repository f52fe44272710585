"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { notFound } from "#server/core/errors.ts";
import { leaveContact } from "#server/diagnosis/index.ts";
import { type FormState, textValues } from "../../_lib/form.ts";
import { diagnosisContext, spend, spendOn } from "../../_lib/session.ts";
import { sayError, withErrors } from "../../_lib/words.ts";

const CONTACT_BUDGET = { name: "contact", points: 20, windowS: 600 };

/** Notes where the person wants to hear how their wait ends. */
export async function contact(id: string, previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("waiting.tellMe");
  const values = textValues(data);
  try {
    await spend(CONTACT_BUDGET);
    const ctx = await diagnosisContext(id);
    if (!ctx) throw notFound("DIAGNOSIS");
    await spendOn(CONTACT_BUDGET, ctx);
    await leaveContact({ ctx, input: { id, email: values.email ?? "" } });
  } catch (error) {
    const message = await sayError(error, { VALIDATION_FAILED: t("bad"), NOTHING_WAITS: t("over") });
    return withErrors(previous, values, [{ field: "email", message }]);
  }
  redirect(`/d/${id}`);
}
