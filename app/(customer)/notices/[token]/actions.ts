"use server";

import { redirect } from "next/navigation";
import { systemClock } from "#server/core/clock.ts";
import { customerActor } from "#server/core/customer-id.ts";
import { readPreferencesToken, savePreferences } from "#server/notifications/index.ts";
import { spend } from "../../_lib/session.ts";

const WISH_BUDGET = { name: "wishes", points: 30, windowS: 600 };

/** Saves what the customer of a link wants to be sent. */
export async function save(token: string, data: FormData): Promise<void> {
  await spend(WISH_BUDGET);
  const id = readPreferencesToken(decodeURIComponent(token));
  if (id !== undefined) {
    const ctx = { actor: customerActor(id), clock: systemClock };
    await savePreferences({ ctx, input: { mail: data.get("mail") !== null, sms: data.get("sms") !== null } });
  }
  redirect(`/notices/${token}?saved=1`);
}
