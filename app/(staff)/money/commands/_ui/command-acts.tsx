"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type CommandSummary, useCommandActs, useCommandFailure } from "../_lib/queries.ts";
import { SettleDialog } from "./settle-dialog.tsx";

/** True while a command has no result. */
export const isOpen = ({ state }: CommandSummary) => state !== "succeeded" && state !== "failed";

/** Ask now, and settle by hand: each says what it does. */
export function CommandActs({ command }: { command: CommandSummary }) {
  const t = useTranslations("commands");
  const failure = useCommandFailure();
  const mayApprove = useMay("topups:approve");
  const mayPropose = useMay("topups:request");
  const [settling, setSettling] = useState(false);
  const { retry } = useCommandActs(command.id);
  const forKey = command.delivery === "unreadable";
  const open = isOpen(command);
  const waits = command.proposal !== null && command.proposal.answer === null;
  const ask = () =>
    retry.mutate(undefined, {
      onSuccess: (after) => {
        if (!open) {
          const got = after.delivery === "stored";
          toast[got ? "ok" : "error"](t(`askedKey.${got ? "stored" : "unreadable"}`));
        } else {
          const tone = after.state === "succeeded" ? "ok" : after.state === "failed" ? "error" : "wait";
          toast[tone](t(`asked.${after.state}`));
        }
      },
      onError: (error) => toast.error(failure(error)),
    });
  const mayAsk = mayApprove && (open || forKey);
  const maySettle = mayPropose && open && !waits;
  if (!mayAsk && !maySettle) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {mayAsk ? (
        <Button
          type="button"
          size="compact"
          variant="secondary"
          disabled={retry.isPending}
          icon={retry.isPending ? <Spinner /> : undefined}
          onClick={ask}
        >
          {t(forKey ? "askKey" : command.sentAt ? "ask" : "sendNow")}
        </Button>
      ) : null}
      {maySettle ? (
        <Button type="button" size="compact" variant="ghost" onClick={() => setSettling(true)}>
          {t("settle")}
        </Button>
      ) : null}
      {settling ? <SettleDialog command={command} onClose={() => setSettling(false)} /> : null}
    </div>
  );
}
