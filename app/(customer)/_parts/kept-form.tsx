"use client";

import { unstable_rethrow } from "next/navigation";
import { type ReactNode, type SubmitEvent, useActionState, useEffect, useRef, useState, useTransition } from "react";
import { Button, type ButtonVariant } from "#app/_ui/button.tsx";
import { ErrorSummary } from "#app/_ui/error-summary.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { clearDrafts, keepDraft, restoreDraft } from "../_lib/draft.ts";
import type { FormAction, FormState } from "../_lib/form.ts";

export type KeptFormLabels = { summary: string; offline: string; draftKept: string; sending: string };

export type FormView = {
  state: FormState;
  pending: boolean;
  /** What stands in a field now: what was typed last, else what the page began with. */
  value(name: string): string | undefined;
  error(name: string): string | undefined;
};

const SEND_TIMEOUT_MS = 45_000;

type Props = {
  action: FormAction;
  initial: FormState;
  labels: KeptFormLabels;
  /** Keeps what is typed in this browser under this name until it was sent. */
  draftKey?: string;
  className?: string;
  children: (view: FormView) => ReactNode;
};

/**
 * A form that loses nothing. Without JavaScript it is a plain form whose errors come back with what was typed. With it, a
 * failed network leaves everything in place and says so, and drafts survive a reload.
 */
export function KeptForm({ action, initial, labels, draftKey, className, children }: Props) {
  const [posted, formAction] = useActionState(action, initial);
  const [answered, setAnswered] = useState<FormState>();
  const [offline, setOffline] = useState(false);
  const [restored, setRestored] = useState(false);
  const [pending, startSending] = useTransition();
  const form = useRef<HTMLFormElement>(null);
  const busy = useRef(false);
  const state = answered ?? posted;

  useEffect(() => {
    if (draftKey && form.current && posted.turn === 0) setRestored(restoreDraft(draftKey, form.current));
  }, [draftKey, posted.turn]);

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    const submitter = event.nativeEvent.submitter;
    const data = new FormData(event.currentTarget, submitter as HTMLElement | null);
    setOffline(false);
    startSending(async () => {
      try {
        setAnswered(await withTimeout(action(state, data)));
      } catch (error) {
        // A redirect is how success looks from here: what was typed has been sent, and Next must see it.
        if (draftKey && isRedirect(error)) clearDrafts(draftKey);
        unstable_rethrow(error);
        setOffline(true);
      } finally {
        busy.current = false;
      }
    });
  }

  return (
    <form
      ref={form}
      action={formAction}
      onSubmit={send}
      onInput={(event) => draftKey && keepDraft(draftKey, event.currentTarget)}
      noValidate
      className={className}
    >
      {offline ? <ErrorSummary title={labels.offline} errors={[]} turn={-1} /> : null}
      {!offline && state.errors.length > 0 ? (
        <ErrorSummary title={labels.summary} errors={state.errors} turn={state.turn} />
      ) : null}
      {children({
        state,
        pending,
        value: (name) => state.values[name],
        error: (name) => state.errors.find((entry) => entry.field === name)?.message,
      })}
      <p aria-live="polite" className="mt-3 text-sm text-faint empty:hidden">
        {pending ? labels.sending : restored && !answered ? labels.draftKept : ""}
      </p>
    </form>
  );
}

const isRedirect = (error: unknown) =>
  error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_REDIRECT");

async function withTimeout<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("timeout")), SEND_TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

type SubmitProps = {
  pending: boolean;
  children: ReactNode;
  variant?: ButtonVariant;
  name?: string;
  value?: string;
  className?: string;
};

/** The button that sends; it says that it works and cannot be pressed twice. */
export function Submit({ pending, children, variant = "primary", name, value, className }: SubmitProps) {
  return (
    <Button
      variant={variant}
      aria-disabled={pending}
      className={className ?? "w-full sm:w-auto"}
      {...(name ? { name, value } : {})}
      {...(pending ? { icon: <Spinner /> } : {})}
    >
      {children}
    </Button>
  );
}
