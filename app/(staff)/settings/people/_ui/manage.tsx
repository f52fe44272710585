"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Select } from "#app/_ui/field.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Skeleton } from "#app/_ui/surface.tsx";
import { deviceOf } from "#app/(staff)/_lib/device.ts";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { PersonView } from "#server/auth/schemas.ts";
import { type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { useAct, usePeopleFailure, useSessionsOf } from "../_lib/queries.ts";

type Props = { person: PersonView; self: boolean; onClose: () => void };

/** What an admin does about one account. */
export function Manage({ person, self, onClose }: Props) {
  const t = useTranslations("people.manage");
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={person.name}
      description={<span className="break-all">{person.email}</span>}
      closeLabel={t("close")}
    >
      {self ? (
        <div className="grid gap-4">
          <p>{t("own")}</p>
          <div>
            <LinkButton href="/staff/security">{t("security")}</LinkButton>
          </div>
        </div>
      ) : (
        <Body person={person} />
      )}
    </Dialog>
  );
}

function Body({ person }: { person: PersonView }) {
  const t = useTranslations("people.manage");
  const names = useTranslations("staff.role");
  const failure = usePeopleFailure();
  const { id: userId, disabledAt } = person;
  const [role, setRole] = useState<StaffRole>(person.role);
  const change = useAct((next: StaffRole) => trpc.auth.change.mutate({ userId, role: next }), t("roleSaved"));
  const shut = useAct(() => trpc.auth.change.mutate({ userId, disabled: true }), t("disabledDone"));
  const open = useAct(() => trpc.auth.change.mutate({ userId, disabled: false }), t("enabledDone"));
  const reset = useAct(() => trpc.auth.resetSecondFactor.mutate({ userId }), t("resetDone"));
  const end = useAct(() => trpc.auth.revokeSessionsOf.mutate({ userId }), t("ended"));
  const all = [change, shut, open, reset, end];
  const busy = all.some(({ isPending }) => isPending);
  // What went wrong last; what was tried after it stands for itself.
  const failed = all.toSorted((a, b) => b.submittedAt - a.submittedAt)[0]?.error;
  return (
    <div className="grid gap-6">
      {failed ? (
        <Banner tone="broken" role="alert">
          {failure(failed)}
        </Banner>
      ) : null}
      <div className="flex flex-wrap items-end gap-3">
        <Field id="manage-role" label={t("role")} hint={t("roleHint")} className="min-w-48 flex-1">
          <Select
            id="manage-role"
            hint
            value={role}
            onChange={(event) => setRole(event.target.value as StaffRole)}
            options={staffRoles.map((value) => ({ value, label: names(value) }))}
          />
        </Field>
        <Button
          type="button"
          variant="secondary"
          disabled={busy || role === person.role}
          onClick={() => change.mutate(role)}
        >
          {t("saveRole")}
        </Button>
      </div>
      <Sessions userId={userId} busy={busy} onEnd={() => end.mutate(undefined)} />
      <Part title={t("factor")} words={t(person.secondFactor ? "factorOn" : "factorOff")}>
        {person.secondFactor ? (
          <Sure words={t("reset")} sure={t("resetSure")} busy={busy} onSure={() => reset.mutate(undefined)} />
        ) : null}
      </Part>
      <Part title={t("account")} words={t(disabledAt ? "enableHint" : "disableHint")}>
        {disabledAt ? (
          <Button
            type="button"
            variant="secondary"
            size="compact"
            disabled={busy}
            onClick={() => open.mutate(undefined)}
          >
            {t("enable")}
          </Button>
        ) : (
          <Sure words={t("disable")} sure={t("disableSure")} busy={busy} onSure={() => shut.mutate(undefined)} />
        )}
      </Part>
    </div>
  );
}

function Part({ title, words, children }: { title: string; words?: string; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-4">
      <h3 className="font-medium">{title}</h3>
      {words ? <p className="mt-0.5 text-sm text-muted">{words}</p> : null}
      <div className="mt-2 empty:hidden">{children}</div>
    </section>
  );
}

function Sessions({ userId, busy, onEnd }: { userId: string; busy: boolean; onEnd: () => void }) {
  const t = useTranslations("people.manage");
  const failure = usePeopleFailure();
  const { data, error } = useSessionsOf(userId);
  return (
    <Part title={t("sessions")}>
      {error ? <p className="text-sm text-muted">{failure(error)}</p> : null}
      {data === undefined && !error ? <Skeleton className="h-10" /> : null}
      {data?.length === 0 ? <p className="text-sm text-muted">{t("noSessions")}</p> : null}
      {data && data.length > 0 ? (
        <>
          <ul className="mb-3 grid max-h-48 gap-2 overflow-y-auto text-sm">
            {data.map((session) => (
              <li key={session.id}>
                <span className="font-medium">{deviceOf(session) ?? t("unknown")}</span>
                <span className="text-muted">
                  {session.address ? ` · ${session.address}` : ""} · <RelativeTime at={session.beganAt} />
                </span>
              </li>
            ))}
          </ul>
          <Button type="button" variant="secondary" size="compact" disabled={busy} onClick={onEnd}>
            {t("endAll")}
          </Button>
        </>
      ) : null}
    </Part>
  );
}

type SureProps = { words: string; sure: string; busy: boolean; onSure: () => void };

/** What is not done by a slip: asks once more, in its own place. */
function Sure({ words, sure, busy, onSure }: SureProps) {
  const t = useTranslations("people.manage");
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button type="button" variant="secondary" size="compact" disabled={busy} onClick={() => setAsking(true)}>
        {words}
      </Button>
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        type="button"
        variant="danger"
        size="compact"
        disabled={busy}
        autoFocus
        onClick={() => {
          setAsking(false);
          onSure();
        }}
      >
        {sure}
      </Button>
      <Button type="button" variant="ghost" size="compact" onClick={() => setAsking(false)}>
        {t("cancel")}
      </Button>
    </div>
  );
}
