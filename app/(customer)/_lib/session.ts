import { cookies, headers } from "next/headers";
import { getLocale } from "next-intl/server";
import { addGrant, GRANTS_MAX_AGE_S, grantsCookie, readGrants, writeGrants } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { type Budget, clientAddress, consume } from "#server/http/index.ts";

/** Which runs and tickets this browser may see. */
export async function grants() {
  return readGrants((await cookies()).get(grantsCookie())?.value, new Date());
}

/** Remembers one more. Only in server actions and route handlers: a page cannot set cookies. */
export async function grant(kind: "diagnoses" | "tickets", id: string): Promise<void> {
  const now = new Date();
  (await cookies()).set(grantsCookie(), writeGrants(addGrant(await grants(), kind, id), now), {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: env().APP_URL.startsWith("https:"),
    maxAge: GRANTS_MAX_AGE_S,
  });
}

/** The context of the person who runs this checklist; undefined when this browser may not see it. */
export async function diagnosisContext(id: string): Promise<Ctx | undefined> {
  return (await grants()).diagnoses.includes(id) ? runContext(id) : undefined;
}

/** The context of a run that this very request began: its cookie is only on its way to the browser. */
export const runContext = (id: string): Ctx => ({
  actor: { kind: "customer", id: `diagnosis:${id}`, name: "customer" },
  clock: systemClock,
});

/** The context of the person whose ticket this is; undefined when this browser may not see it. */
export async function ticketContext(number: string): Promise<Ctx | undefined> {
  if (!(await grants()).tickets.includes(number)) return undefined;
  return { actor: { kind: "customer", id: `ticket:${number}`, name: "customer" }, clock: systemClock };
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
