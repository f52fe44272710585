"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, RadioCards } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { NewInvitation } from "#server/auth/schemas.ts";
import { type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { usePeopleFailure } from "../_lib/queries.ts";

/** Asks somebody to join: who and as what, then the link, this once. */
export function Invite() {
  const t = useTranslations("people.invite");
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const invite = useMutation({
    mutationFn: (input: { email: string; role: StaffRole }) => trpc.auth.invite.mutate(input),
    onSettled: () => client.invalidateQueries({ queryKey: ["people", "invitations"] }),
  });
  const toggle = (next: boolean) => {
    setOpen(next);
    if (!next) invite.reset();
  };
  const made = invite.data;
  return (
    <>
      <Button
        type="button"
        size="compact"
        className="min-h-9"
        icon={<UserPlus aria-hidden className="size-4" />}
        onClick={() => toggle(true)}
      >
        {t("open")}
      </Button>
      <Dialog
        open={open}
        onOpenChange={toggle}
        title={t(made ? "done" : "title")}
        description={made ? t(made.mailed ? "mailed" : "byHand", { email: made.email }) : t("intro")}
        closeLabel={t("close")}
      >
        {made ? (
          <Made made={made} onDone={() => toggle(false)} />
        ) : (
          <Form busy={invite.isPending} error={invite.error} onSend={(input) => invite.mutate(input)} />
        )}
      </Dialog>
    </>
  );
}

type FormProps = { busy: boolean; error: unknown; onSend: (input: { email: string; role: StaffRole }) => void };

function Form({ busy, error, onSend }: FormProps) {
  const t = useTranslations("people");
  const names = useTranslations("staff.role");
  const failure = usePeopleFailure();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const role = staffRoles.find((each) => each === form.get("role")) ?? "agent";
    onSend({ email: String(form.get("email") ?? "").trim(), role });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error ? (
        <Banner tone="broken" role="alert">
          {failure(error)}
        </Banner>
      ) : null}
      <Field id="invite-email" label={t("invite.email")}>
        <Input id="invite-email" name="email" type="email" autoComplete="off" required maxLength={320} />
      </Field>
      <RadioCards
        id="invite-role"
        name="role"
        legend={t("invite.role")}
        defaultValue="agent"
        required
        options={staffRoles.map((role) => ({ value: role, label: names(role), hint: t(`roleHint.${role}`) }))}
      />
      <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
        {t("invite.submit")}
      </Button>
    </form>
  );
}

function Made({ made, onDone }: { made: NewInvitation; onDone: () => void }) {
  const t = useTranslations("people.invite");
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // Where the browser allows no copying, the link can still be marked by hand.
    navigator.clipboard?.writeText(made.url).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <div className="grid gap-4">
      <Field id="invite-link" label={t("link")} hint={t("once")}>
        <Input
          id="invite-link"
          hint
          readOnly
          value={made.url}
          onFocus={(event) => event.target.select()}
          className="font-mono text-sm"
        />
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button type="button" onClick={copy}>
          <span aria-live="polite">{t(copied ? "copied" : "copy")}</span>
        </Button>
        <Button type="button" variant="secondary" onClick={onDone}>
          {t("close")}
        </Button>
      </div>
    </div>
  );
}
