"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";

const MIN_REASON = 4;

type Props = { id: string; onClose: () => void };

/** An identity document: first why, then the marked picture. It is in this page's memory alone and gone with the dialog. */
export function DocumentDialog({ id, onClose }: Props) {
  const t = useTranslations("appeals.one");
  const common = useTranslations("common");
  const failure = useFailureText();
  const [reason, setReason] = useState("");
  const [short, setShort] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [source, setSource] = useState<string>();
  useEffect(() => () => (source ? URL.revokeObjectURL(source) : undefined), [source]);
  const look = async () => {
    const why = reason.trim();
    setShort(why.length < MIN_REASON);
    if (why.length < MIN_REASON || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await fetch(`/api/identity/${encodeURIComponent(id)}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ reason: why }),
      });
      if (answer.ok) setSource(URL.createObjectURL(await answer.blob()));
      else setProblem(answer.status === 404 ? t("lookGone") : failure(new Error(String(answer.status))));
    } catch (error) {
      setProblem(failure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("lookTitle")}
      description={source ? undefined : t("lookWhy")}
      closeLabel={common("close")}
      footer={
        source ? undefined : (
          <>
            <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
              {common("cancel")}
            </DialogClose>
            <Button
              type="button"
              size="compact"
              disabled={busy}
              icon={busy ? <Spinner /> : undefined}
              onClick={() => void look()}
            >
              {t("lookOpen")}
            </Button>
          </>
        )
      }
    >
      {source ? (
        // biome-ignore lint/performance/noImgElement: a picture of this page's memory
        <img src={source} alt={t("lookAlt")} className="mx-auto max-h-[70dvh] rounded-md object-contain" />
      ) : (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            void look();
          }}
        >
          <Field id="look-reason" label={t("lookReason")} error={short ? t("lookShort") : undefined}>
            <Input
              id="look-reason"
              maxLength={300}
              autoComplete="off"
              value={reason}
              error={short ? t("lookShort") : undefined}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          {problem ? (
            <Banner tone="broken" role="alert">
              {problem}
            </Banner>
          ) : null}
        </form>
      )}
    </Dialog>
  );
}
