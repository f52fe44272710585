"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { InvitationView, PersonView } from "#server/auth/schemas.ts";
import { useInvitations, usePeople } from "../_lib/queries.ts";
import { Invitations } from "./invitations.tsx";
import { Invite } from "./invite.tsx";
import { Manage } from "./manage.tsx";

type Props = { me: string; people: PersonView[]; invitations: InvitationView[] };

/** Every account with how it is kept, and the invitations that nobody has taken up yet. */
export function People({ me, people: first, invitations: firstInvitations }: Props) {
  const t = useTranslations("people.list");
  const people = usePeople(first).data;
  const invitations = useInvitations(firstInvitations).data;
  const [managed, setManaged] = useState<string>();
  const person = people.find(({ id }) => id === managed);
  return (
    <>
      <section aria-labelledby="people">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <h2 id="people" className="text-lg font-semibold">
            {t("title")} <span className="font-normal text-faint tabular">{people.length}</span>
          </h2>
          <Invite />
        </div>
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {people.map((each) => (
            <Row key={each.id} person={each} self={each.id === me} onManage={() => setManaged(each.id)} />
          ))}
        </ul>
      </section>
      <Invitations invitations={invitations} />
      {person ? (
        <Manage key={person.id} person={person} self={person.id === me} onClose={() => setManaged(undefined)} />
      ) : null}
    </>
  );
}

function Row({ person, self, onManage }: { person: PersonView; self: boolean; onManage: () => void }) {
  const t = useTranslations("people.list");
  const role = useTranslations("staff.role");
  const { name, email, lastSeenAt, sessions, disabledAt, secondFactor } = person;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,1fr)_5rem_9rem_9rem_auto]">
      <div className="flex min-w-0 items-center gap-3">
        <span
          aria-hidden
          className="flex size-9 shrink-0 items-center justify-center rounded-full bg-sunken text-sm font-medium text-muted"
        >
          {[...name][0]}
        </span>
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            <span className={disabledAt ? "text-muted" : ""}>{name}</span>
            {self ? <Badge tone="accent">{t("self")}</Badge> : null}
            {disabledAt ? <Badge>{t("disabled")}</Badge> : null}
          </p>
          <p className="text-sm break-all text-muted">{email}</p>
        </div>
      </div>
      <div className="order-3 col-span-2 flex flex-wrap items-center gap-x-3 gap-y-1 md:contents">
        <span className="text-sm">{role(person.role)}</span>
        <span>
          {disabledAt ? null : (
            <StateBadge tone={secondFactor ? "ok" : "wait"}>{t(secondFactor ? "factorOn" : "factorOff")}</StateBadge>
          )}
        </span>
      </div>
      <span className="order-5 col-span-2 text-sm text-muted md:order-none md:col-span-1">
        {lastSeenAt ? (
          <>
            <span className="md:sr-only">{t("seen")} </span>
            <RelativeTime at={lastSeenAt} />
            <span className="md:block">
              <span className="md:hidden"> · </span>
              {t("sessions", { n: sessions })}
            </span>
          </>
        ) : (
          t("never")
        )}
      </span>
      <Button
        type="button"
        variant="secondary"
        size="compact"
        className="order-2 justify-self-end md:order-none"
        aria-label={t("manageOf", { name })}
        onClick={onManage}
      >
        {t("manage")}
      </Button>
    </li>
  );
}
