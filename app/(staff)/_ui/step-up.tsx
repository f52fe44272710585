"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { LinkButton } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { onQuestion, openQuestion } from "../_lib/step-up.ts";
import { trpc } from "../_lib/trpc.ts";
import { CodeForm } from "./code-form.tsx";

/** Asks for the second factor where the server wants one first; what was being done goes on by itself after it. */
export function StepUp() {
  const t = useTranslations("security.stepUp");
  const question = useSyncExternalStore(onQuestion, openQuestion, () => undefined);
  const [enrolled, setEnrolled] = useState<boolean>();
  useEffect(() => {
    if (!question) return;
    // Not knowing, it asks for a code.
    trpc.auth.security.query().then(
      (mine) => setEnrolled(mine.enrolled),
      () => setEnrolled(true),
    );
  }, [question]);
  return (
    <Dialog
      open={question !== undefined}
      onOpenChange={(open) => {
        if (!open) question?.answer(false);
      }}
      title={t("title")}
      description={enrolled === false ? t("enrolFirst") : t("intro")}
      closeLabel={t("close")}
    >
      <Body enrolled={enrolled} onDone={() => question?.answer(true)} />
    </Dialog>
  );
}

function Body({ enrolled, onDone }: { enrolled: boolean | undefined; onDone: () => void }) {
  const t = useTranslations("security.stepUp");
  if (enrolled === undefined) return <Spinner />;
  if (enrolled) return <CodeForm submit={t("submit")} onDone={onDone} />;
  const here = typeof window === "undefined" ? "/desk" : window.location.pathname + window.location.search;
  return (
    <LinkButton variant="primary" href={`/staff/security?next=${encodeURIComponent(here)}`}>
      {t("enrol")}
    </LinkButton>
  );
}
