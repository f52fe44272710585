"use client";

import { ClipboardCopy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import { useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { gatewayTextOf } from "../_lib/workbench-queries.ts";

/** Puts what the gateway has to know on the clipboard. The server writes it, so that nothing of the customer can be in it. */
export function CopyForGateway({ orderNo }: { orderNo: string }) {
  const t = useTranslations("workbench.clock");
  const failure = useFailureText();
  const { locale } = useDesk();
  const [busy, setBusy] = useState(false);
  const copy = async () => {
    setBusy(true);
    try {
      const text = gatewayTextOf(orderNo, locale).then((answer) => answer.text);
      await put(text);
      toast.ok(t("copied"));
    } catch (error) {
      toast.error(failure(error));
    } finally {
      setBusy(false);
    }
  };
  useActions({ "ticket.gateway": !busy && (() => void copy()) });
  return (
    <Button
      type="button"
      size="compact"
      variant="ghost"
      disabled={busy}
      icon={busy ? <Spinner /> : <ClipboardCopy aria-hidden className="size-4" />}
      onClick={() => void copy()}
      {...does("ticket.gateway")}
    >
      {t("copy")}
    </Button>
  );
}

/** Safari only lets a page write what it was promised within the click itself. */
async function put(text: Promise<string>): Promise<void> {
  if (typeof ClipboardItem !== "undefined" && navigator.clipboard.write) {
    const blob = text.then((plain) => new Blob([plain], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } else {
    await navigator.clipboard.writeText(await text);
  }
}
