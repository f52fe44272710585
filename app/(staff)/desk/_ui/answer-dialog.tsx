"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";

type Props = { caseId: string; open: boolean; onOpenChange: (open: boolean) => void; onSaved: () => void };

/** What the gateway said, and when. What was typed stays when saving fails. */
export function AnswerDialog({ caseId, open, onOpenChange, onSaved }: Props) {
  const t = useTranslations("cases.answerDialog");
  const common = useTranslations("common");
  const failure = useFailureText();
  const [answer, setAnswer] = useState("");
  const [at, setAt] = useState("");
  const save = useMutation({
    mutationFn: () =>
      trpc.disputes.answer.mutate({
        id: caseId,
        answer,
        ...(at === "" ? {} : { answeredAt: new Date(at).toISOString() }),
      }),
    onSuccess: () => onOpenChange(false),
    onSettled: onSaved,
  });
  const form = `answer-${caseId}`;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t("body")}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button type="submit" form={form} size="compact" disabled={save.isPending || answer.trim() === ""}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.isError ? <Banner tone="broken" role="alert" title={failure(save.error)} /> : null}
        <Field id={`${form}-text`} label={t("answer")}>
          <Textarea
            id={`${form}-text`}
            required
            maxLength={4_000}
            value={answer}
            onChange={(event) => setAnswer(event.target.value)}
          />
        </Field>
        <Field id={`${form}-at`} label={t("at")} hint={t("atHint")} optional={common("optional")}>
          <Input
            id={`${form}-at`}
            type="datetime-local"
            hint
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
