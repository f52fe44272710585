"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { customerCookie, grantsCookie } from "#server/auth/index.ts";
import { endSessions } from "#server/customers/index.ts";
import { openOrder } from "#server/notifications/index.ts";
import { enter } from "../_lib/destination.ts";
import { customerHere, pageLocale, privateCookie, spend, spendOn } from "../_lib/session.ts";

const BUDGET = { name: "mine", points: 120, windowS: 600 };

/** Opens one of the customer's own orders: its run of the checklist, a new one if there is none. */
export async function open(orderNo: string): Promise<void> {
  await spend(BUDGET);
  const here = await customerHere();
  if (!here) redirect("/mine");
  await spendOn(BUDGET, here.ctx);
  const to = await openOrder({ ctx: here.ctx, orderNo, locale: await pageLocale() });
  redirect(to ? await enter(to) : "/mine");
}

/** Ends this browser's session. */
export async function end(): Promise<void> {
  const here = await customerHere();
  if (here) await endSessions({ ctx: here.ctx, input: { sessionId: here.sessionId } });
  await forget();
  redirect("/mine?said=ended");
}

/** Ends the customer's sessions in all browsers. */
export async function endAll(): Promise<void> {
  const here = await customerHere();
  if (here) await endSessions({ ctx: here.ctx, input: {} });
  await forget();
  redirect("/mine?said=endedAll");
}

/** Whoever signs out leaves nothing open at this machine, also not what it proved or was let in to before the session. */
async function forget(): Promise<void> {
  const jar = await cookies();
  for (const name of [customerCookie(), grantsCookie()]) jar.set(name, "", privateCookie(0));
}
