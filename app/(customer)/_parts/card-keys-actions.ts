"use server";

import { getTranslations } from "next-intl/server";
import { notFound } from "#server/core/errors.ts";
import { revealOwnersCardKeys } from "#server/tickets/index.ts";
import type { FormState } from "../_lib/form.ts";
import { diagnosisContext, spend, spendOn, ticketContext } from "../_lib/session.ts";
import { sayError, withErrors } from "../_lib/words.ts";
import type { Place } from "./card-keys.tsx";

const BUDGET = { name: "card-key", points: 30, windowS: 600 };

/** Shows the card keys of an order to its proven owner. They come back in the answer to this click and nowhere else. */
export async function reveal(place: Place, previous: FormState): Promise<FormState> {
  const t = await getTranslations("customer.cardKey");
  try {
    await spend(BUDGET);
    const ctx = await ("number" in place ? ticketContext(place.number) : diagnosisContext(place.diagnosisId));
    if (!ctx) throw notFound("CARD_KEY");
    await spendOn(BUDGET, ctx);
    const keys = await revealOwnersCardKeys({ ctx, input: place });
    const values = Object.fromEntries(keys.map(({ text }, index) => [`key${index}`, text]));
    return { values, errors: [], turn: previous.turn + 1 };
  } catch (error) {
    const message = await sayError(error, { CARD_KEY_NOT_FOUND: t("gone"), TICKET_NOT_FOUND: t("gone") });
    return withErrors(previous, {}, [{ field: "card-key", message }]);
  }
}
