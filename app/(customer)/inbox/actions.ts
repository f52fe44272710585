"use server";

import { redirect } from "next/navigation";
import { systemClock } from "#server/core/clock.ts";
import { customerActor } from "#server/core/customer-id.ts";
import { openMessage, readInbox } from "#server/notifications/index.ts";
import { enter } from "../_lib/destination.ts";
import { inboxCustomers } from "../_lib/inbox.ts";
import { pageLocale, spend, visitorContext } from "../_lib/session.ts";

const OPEN_BUDGET = { name: "inbox", points: 120, windowS: 600 };

/** Opens a message: it is read from now on, and the page of its order or ticket follows. */
export async function openItem(id: string): Promise<void> {
  await spend(OPEN_BUDGET);
  const [customerIds, locale] = await Promise.all([inboxCustomers(), pageLocale()]);
  redirect(await enter(await openMessage({ ctx: visitorContext(), id, customerIds, locale })));
}

/** Marks everything as read. */
export async function readAll(): Promise<void> {
  await spend(OPEN_BUDGET);
  for (const id of await inboxCustomers()) {
    await readInbox({ ctx: { actor: customerActor(id), clock: systemClock } });
  }
  redirect("/inbox");
}
