"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useLate } from "../_lib/use-late.ts";
import { LateNotice } from "./late-notice.tsx";

type Props = { ticket: Ticket; open: boolean; onOpenChange: (open: boolean) => void; onDone: () => void };
type Kind = "related" | "duplicate" | "merge";

/** Says how this ticket stands to another: near it, the same again, or one with it from now on. */
export function LinkDialog({ ticket, open, onOpenChange, onDone }: Props) {
  const t = useTranslations("work.links");
  const common = useTranslations("common");
  const failure = useFailureText();
  const [to, setTo] = useState("");
  const [kind, setKind] = useState<Kind>("related");
  const late = useLate();
  const send = useMutation({
    mutationFn: async () => {
      const other = to.trim().toUpperCase();
      const { number } = ticket;
      if (kind === "merge")
        await late.act(ticket.version, (version) => trpc.ticketWork.merge.mutate({ number, into: other, version }));
      else await trpc.ticketWork.link.mutate({ number, to: other, kind });
    },
    onSuccess: () => {
      toast.ok(kind === "merge" ? t("merged") : t("linked"));
      setTo("");
      late.clear();
      onOpenChange(false);
    },
    onError: (error) => void (late.met(error) || toast.error(failure(error))),
    onSettled: onDone,
  });
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("add")} closeLabel={common("close")}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (to.trim() !== "" && !send.isPending) send.mutate();
        }}
      >
        <Field id="link-to" label={t("number")}>
          <Input
            id="link-to"
            value={to}
            maxLength={40}
            autoComplete="off"
            onChange={(event) => setTo(event.target.value)}
          />
        </Field>
        <Field id="link-kind" label={t("how")} hint={kind === "merge" ? t("mergeHint") : undefined}>
          <Select
            id="link-kind"
            value={kind}
            onChange={(event) => setKind(event.target.value as Kind)}
            options={(["related", "duplicate", "merge"] as const).map((each) => ({ value: each, label: t(each) }))}
          />
        </Field>
        {late.late ? (
          <LateNotice
            late={late.late}
            pending={send.isPending}
            onAgain={() => send.mutate()}
            onLeave={() => {
              late.clear();
              onOpenChange(false);
            }}
          />
        ) : (
          <div className="flex justify-end gap-2">
            <Button size="compact" disabled={send.isPending || to.trim() === ""}>
              {kind === "merge" ? t("merge") : t("link")}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
