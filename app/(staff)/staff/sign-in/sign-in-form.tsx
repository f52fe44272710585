"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { postAuth } from "../../_lib/factor.ts";
import { CodeForm } from "../../_ui/code-form.tsx";
import { OtherWays, type Ways } from "./other-ways.tsx";

/** Email and password, then, for an account with an authenticator app, its code; or another way instead of all of it. */
export function SignInForm({ next, ways }: { next: string; ways: Ways }) {
  const t = useTranslations("security.code");
  const words = useTranslations("security.failure");
  const [second, setSecond] = useState(false);
  const [tooLate, setTooLate] = useState(false);
  const done = () => window.location.assign(next);
  return (
    <div className="grid gap-4">
      {second ? (
        <CodeForm
          submit={t("signIn")}
          onDone={done}
          onTooLate={() => {
            setTooLate(true);
            setSecond(false);
          }}
        >
          <Button
            type="button"
            variant="ghost"
            onClick={() => {
              setTooLate(false);
              setSecond(false);
            }}
          >
            {t("back")}
          </Button>
        </CodeForm>
      ) : (
        <PasswordForm first={tooLate ? words("again") : undefined} onDone={done} onSecond={() => setSecond(true)} />
      )}
      <OtherWays ways={ways} next={next} onDone={done} />
    </div>
  );
}

type PasswordProps = { first: string | undefined; onDone: () => void; onSecond: () => void };

/** What was typed stays when the attempt fails. By `post`, lest a password stands in the address when it is sent before the script runs. */
function PasswordForm({ first, onDone, onSecond }: PasswordProps) {
  const t = useTranslations("staff.signIn");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(first);
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    const [email, secret] = [String(form.get("email") ?? ""), String(form.get("password") ?? "")];
    const result = await postAuth<{ secondFactor?: true }>("/sign-in/email", { email, password: secret });
    if (result.ok) return result.body.secondFactor ? onSecond() : onDone();
    if (result.words === "wait") {
      const { seconds } = result;
      setProblem(seconds < 60 ? t("waitSeconds", { n: seconds }) : t("waitMinutes", { n: Math.ceil(seconds / 60) }));
    } else setProblem(t(result.words === "badPassword" ? "wrong" : result.words === "offline" ? "offline" : "failed"));
    setBusy(false);
    password.current?.focus();
    password.current?.select();
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Field id="email" label={t("email")}>
        <Input id="email" name="email" type="email" autoComplete="username" required maxLength={320} />
      </Field>
      <Field id="password" label={t("password")}>
        <Input
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
          ref={password}
        />
      </Field>
      <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
        {t("submit")}
      </Button>
    </form>
  );
}
