"use server";

import { redirect } from "next/navigation";
import { followLink } from "#server/notifications/index.ts";
import { enter } from "../../_lib/destination.ts";
import { pageLocale, spend, visitorContext } from "../../_lib/session.ts";

const FOLLOW_BUDGET = { name: "links", points: 60, windowS: 600 };

/** Follows the link of a mail or text message. */
export async function open(token: string): Promise<void> {
  await spend(FOLLOW_BUDGET);
  const locale = await pageLocale();
  redirect(await enter(await followLink({ ctx: visitorContext(), token: decodeURIComponent(token), locale })));
}
