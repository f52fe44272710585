import { cookies, headers } from "next/headers";
import { getLocale } from "next-intl/server";
import {
  addGrant,
  type CustomerGrants,
  customerCookie,
  GRANTS_MAX_AGE_S,
  grantsCookie,
  readGrants,
  readTicketGrant,
  ticketGrant,
  writeGrants,
} from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { type CustomerHere, customerOf } from "#server/customers/index.ts";
import { type Budget, clientAddress, consume } from "#server/http/index.ts";
import {
  cameFromRun,
  linkVersionOf,
  ownsRun,
  ownsTicketNumbered,
  stillOpen,
  ticketActor,
} from "#server/tickets/index.ts";

const kept = async () => readGrants((await cookies()).get(grantsCookie())?.value, new Date());

/** Which runs and tickets, by their numbers, this browser may see; a ticket whose link was renewed is none of them. */
export async function grants(): Promise<CustomerGrants> {
  const { diagnoses, tickets } = await kept();
  return { diagnoses, tickets: await stillOpen(tickets.map(readTicketGrant)) };
}

/**
 * Remembers one more. Only in server actions and route handlers: a page cannot set cookies.
 * @param linkVersion the version of the ticket's link that was checked; today's when a verb let this browser in just now
 */
export async function grant(kind: "diagnoses" | "tickets", id: string, linkVersion?: number): Promise<void> {
  if (linkVersion === undefined && (await opensBySession(kind, id))) return;
  const now = new Date();
  const version = kind === "tickets" ? (linkVersion ?? (await linkVersionOf(id))) : undefined;
  const added = addGrant(await kept(), kind, version === undefined ? id : ticketGrant(id, version));
  (await cookies()).set(grantsCookie(), writeGrants(added, now), privateCookie(GRANTS_MAX_AGE_S));
}

/** What a customer's session opens needs no grant, and must not stay open in this browser when they sign out. */
async function opensBySession(kind: "diagnoses" | "tickets", id: string): Promise<boolean> {
  const here = await customerHere();
  if (!here) return false;
  return kind === "tickets" ? ownsTicketNumbered(here.ctx.actor, id) : ownsRun(here.ctx.actor, id);
}

/** A cookie that only this host reads, and no script. @param maxAge seconds; 0 takes it away */
export const privateCookie = (maxAge: number) => ({
  path: "/",
  httpOnly: true,
  sameSite: "lax" as const,
  secure: env().APP_URL.startsWith("https:"),
  maxAge,
});

/** The customer whom the platform handed over to this browser, if any. */
export async function customerHere(): Promise<CustomerHere | undefined> {
  return customerOf((await cookies()).get(customerCookie())?.value, { clock: systemClock });
}

/** The context of the person who runs this checklist; undefined when this browser may not see it. */
export async function diagnosisContext(id: string): Promise<Ctx | undefined> {
  if ((await grants()).diagnoses.includes(id)) return runContext(id);
  const customer = await customerHere();
  return customer && (await ownsRun(customer.ctx.actor, id)) ? runContext(id) : undefined;
}

/** The context of a run that this very request began: its cookie is only on its way to the browser. */
export const runContext = (id: string): Ctx => ({
  actor: { kind: "customer", id: `diagnosis:${id}`, name: "customer" },
  clock: systemClock,
});

/** The context of the person whose ticket this is; undefined when this browser may not see it. */
export async function ticketContext(number: string): Promise<Ctx | undefined> {
  const { tickets, diagnoses } = await grants();
  if (tickets.includes(number)) return { actor: ticketActor(number), clock: systemClock };
  // Whoever ran the checklist has a right of their own, which a link going astray does not touch.
  const run = await cameFromRun(number, diagnoses);
  if (run !== undefined) return runContext(run);
  const customer = await customerHere();
  const own = customer !== undefined && (await ownsTicketNumbered(customer.ctx.actor, number));
  return own ? { actor: ticketActor(number), clock: systemClock } : undefined;
}

/** A visitor about whom nothing is known yet. */
export const visitorContext = (): Ctx => ({
  actor: { kind: "customer", id: "visitor", name: "customer" },
  clock: systemClock,
});

/** Counts one act of this visitor's address. @throws DomainError 429 RATE_LIMITED */
export async function spend(budget: Budget): Promise<void> {
  await consume(budget, clientAddress(await headers()));
}

/** Counts one act by the run or ticket that it is about, once its caller was let in to that. @throws DomainError 429 RATE_LIMITED */
export async function spendOn(budget: Budget, { actor }: Ctx): Promise<void> {
  await consume({ ...budget, name: `${budget.name}-subject` }, actor.id);
}

/** The language of the page, in the two that the modules know. */
export async function pageLocale(): Promise<"zh-CN" | "en"> {
  return (await getLocale()) === "en" ? "en" : "zh-CN";
}
