"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Card, Skeleton, Spinner } from "#app/_ui/surface.tsx";
import { PASSWORD_MAX, PASSWORD_MIN } from "#server/auth/schemas.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { postAuth } from "../../_lib/factor.ts";
import { useFactorWords } from "../../_ui/code-form.tsx";

type Found = { email: string; role: StaffRole; invitedBy: string };
type State = { token: string; found?: Found; problem?: string };

/** Shows who invites and as what, and makes the account. */
export function JoinForm() {
  const t = useTranslations("people.join");
  const role = useTranslations("staff.role");
  const words = useFactorWords();
  const [state, setState] = useState<State>();
  const looked = useRef(false);

  useEffect(() => {
    if (looked.current) return;
    looked.current = true;
    const token = window.location.hash.slice(1);
    // At once: neither the history nor whoever looks at the screen needs it.
    window.history.replaceState(null, "", window.location.pathname);
    if (!token) return setState({ token, problem: t("noToken") });
    void postAuth<Found>("/invitation/look", { token }).then((result) =>
      setState(result.ok ? { token, found: result.body } : { token, problem: words(result) }),
    );
  });

  if (!state) {
    return (
      <div className="mt-6" aria-busy="true">
        <p className="sr-only">{t("looking")}</p>
        <Skeleton className="h-72" />
      </div>
    );
  }
  const { found, token } = state;
  if (!found) {
    return (
      <div className="mt-6 grid gap-4">
        <Banner tone="broken" role="alert">
          {state.problem}
        </Banner>
        <div>
          <LinkButton href="/staff/sign-in">{t("signIn")}</LinkButton>
        </div>
      </div>
    );
  }
  return (
    <>
      <p className="mt-1 mb-6 text-muted">{t("intro", { name: found.invitedBy, role: role(found.role) })}</p>
      <Card>
        <Join token={token} email={found.email} />
      </Card>
      <p className="mt-4 text-sm text-muted">{t("next")}</p>
    </>
  );
}

function Join({ token, email }: { token: string; email: string }) {
  const t = useTranslations("people.join");
  const words = useFactorWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password") ?? "");
    setBusy(true);
    setProblem(undefined);
    const made = await postAuth("/invitation", { token, name: String(form.get("name") ?? "").trim(), password });
    if (made.ok) {
      await postAuth("/sign-in/email", { email, password });
      // Whoever could not be signed in just now has the account all the same, and signs in on the way.
      return window.location.assign("/staff/security?next=%2Fdesk");
    }
    setBusy(false);
    setProblem(words(made));
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Field id="email" label={t("email")}>
        <Input id="email" name="email" type="email" value={email} readOnly autoComplete="username" />
      </Field>
      <Field id="name" label={t("name")} hint={t("nameHint")}>
        <Input id="name" name="name" hint autoComplete="name" required maxLength={80} />
      </Field>
      <Field id="password" label={t("password")} hint={t("passwordHint", { n: PASSWORD_MIN })}>
        <Input
          id="password"
          name="password"
          type="password"
          hint
          autoComplete="new-password"
          required
          minLength={PASSWORD_MIN}
          maxLength={PASSWORD_MAX}
        />
      </Field>
      <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
        {t("submit")}
      </Button>
    </form>
  );
}
