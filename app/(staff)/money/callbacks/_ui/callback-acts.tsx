"use client";

import { RotateCcw, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Callback, useCallbackActs, useCallbackFailure } from "../_lib/queries.ts";

/** Judge it again, pass it on now: both can be repeated without harm, so neither asks back. */
export function CallbackActs({ callback }: { callback: Pick<Callback, "id" | "verified"> }) {
  const t = useTranslations("callbacks");
  const failure = useCallbackFailure();
  const may = useMay("topups:approve");
  const { replay, relay } = useCallbackActs(callback.id);
  if (!may) return <p className="text-sm text-muted">{t("acts.notAllowed")}</p>;
  const busy = replay.isPending || relay.isPending;
  const onError = (error: unknown) => toast.error(failure(error));
  const judgeAgain = () =>
    replay.mutate(undefined, {
      onSuccess: ({ verdict }) =>
        toast[verdict === "rejected" ? "wait" : "ok"](t("acts.replayed", { verdict: t(`verdict.${verdict}`) })),
      onError,
    });
  const passOn = () =>
    relay.mutate(undefined, {
      onSuccess: (after) => {
        if (after.relay?.state === "delivered") toast.ok(t("acts.relayed"));
        else toast.wait(t("acts.notTaken"));
      },
      onError,
    });
  return (
    <>
      <Button
        type="button"
        size="compact"
        variant="secondary"
        className="min-h-9"
        title={t("acts.replayHint")}
        disabled={busy}
        icon={replay.isPending ? <Spinner /> : <RotateCcw aria-hidden className="size-4" />}
        onClick={judgeAgain}
      >
        {t("acts.replay")}
      </Button>
      {callback.verified ? (
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="min-h-9"
          title={t("acts.relayHint")}
          disabled={busy}
          icon={relay.isPending ? <Spinner /> : <Send aria-hidden className="size-4" />}
          onClick={passOn}
        >
          {t("acts.relay")}
        </Button>
      ) : null}
    </>
  );
}
