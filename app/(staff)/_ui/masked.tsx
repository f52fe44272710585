"use client";

import { useMutation } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { type RevealField, type RevealReason, revealReasons } from "#server/customers/schemas.ts";
import { failureOf, trpc } from "../_lib/trpc.ts";
import { useFailureText } from "../_lib/use-failure-text.ts";

/** How long a value stays plain on the screen. */
const SHOWN_MS = 60_000;
const buttonLook =
  "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-faint hover:bg-sunken hover:text-text";

type Props = {
  /** What it belongs to: `ticket:NUMBER` and the like. */
  subject: string;
  field: RevealField;
  /** As the server gives it; without a mask in it there is nothing to ask for. */
  value: string;
  /** How to draw it, and what stands beside it once it is plain. */
  children?: (text: string, plain: boolean) => ReactNode;
};

/** A text with masked contacts in it, and an eye to be shown them: for a reason, and for a minute. */
export function Masked({ subject, field, value, children }: Props) {
  const t = useTranslations("privacy.reveal");
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const draw = (text: string, plain: boolean) => children?.(text, plain) ?? text;
  if (shown !== null) {
    return (
      <>
        {draw(shown, true)}{" "}
        <button type="button" className={buttonLook} aria-label={t("hide")} onClick={() => setShown(null)}>
          <EyeOff aria-hidden className="size-3.5" />
        </button>
        <span role="status" className="sr-only">
          {t("shown")}
        </span>
      </>
    );
  }
  if (!value.includes("***")) return draw(value, true);
  return (
    <>
      {draw(value, false)}{" "}
      <button type="button" className={buttonLook} aria-label={t(`show.${field}`)} onClick={() => setOpen(true)}>
        <Eye aria-hidden className="size-3.5" />
      </button>
      <RevealDialog subject={subject} field={field} open={open} onOpenChange={setOpen} onShown={setShown} />
    </>
  );
}

type DialogProps = {
  subject: string;
  field: RevealField;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShown: (value: string) => void;
};

/** Asks why, once; the answer is written down with the name of whoever asks. */
export function RevealDialog({ subject, field, open, onOpenChange, onShown }: DialogProps) {
  const t = useTranslations("privacy.reveal");
  const common = useTranslations("common");
  const failure = useFailureText();
  const reveal = useMutation({
    mutationFn: (reason: RevealReason) => trpc.customers.reveal.mutate({ subject, field, reason }),
    onSuccess: ({ value }) => {
      onOpenChange(false);
      onShown(value);
    },
  });
  const code = reveal.error ? failureOf(reveal.error).code : null;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("body")}
      closeLabel={common("close")}
    >
      <div className="grid gap-2">
        {reveal.error ? (
          <Banner tone="broken" role="alert">
            {code === "TOO_MANY_REVEALS" ? t("tooMany") : failure(reveal.error)}
          </Banner>
        ) : null}
        {revealReasons.map((reason) => (
          <Button
            key={reason}
            type="button"
            variant="secondary"
            className="justify-start"
            disabled={reveal.isPending}
            onClick={() => reveal.mutate(reason)}
          >
            {t(`reason.${reason}`)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
