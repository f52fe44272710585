"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { PASSWORD_MAX, PASSWORD_MIN } from "#server/auth/schemas.ts";
import { postAuth } from "../../_lib/factor.ts";
import { useFactorWords } from "../../_ui/code-form.tsx";

/** Makes the first admin and signs in. The token comes behind the `#` of the address, which no server and no log sees. */
export function SetUpForm() {
  const t = useTranslations("people.setUp");
  const words = useFactorWords();
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    const given = decodeURIComponent(window.location.hash.slice(1));
    if (!given) return;
    setToken(given);
    window.history.replaceState(null, "", window.location.pathname);
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const [email, password] = [text("email"), String(form.get("password") ?? "")];
    setBusy(true);
    setProblem(undefined);
    const made = await postAuth("/set-up", { token: text("token"), email, name: text("name"), password });
    if (made.ok) {
      await postAuth("/sign-in/email", { email, password });
      // What comes first is the authenticator: without it an admin may look at settings and change none. Whoever could not be signed
      // in just now, the account being there, does so on the way.
      return window.location.assign("/staff/security?next=%2Fsettings");
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
      <Field id="token" label={t("token")} hint={t("tokenHint")}>
        <Input
          id="token"
          name="token"
          hint
          value={token}
          onChange={(event) => setToken(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={200}
        />
      </Field>
      <Field id="name" label={t("name")}>
        <Input id="name" name="name" autoComplete="name" required maxLength={80} />
      </Field>
      <Field id="email" label={t("email")}>
        <Input id="email" name="email" type="email" autoComplete="username" required maxLength={320} />
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
