"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { GateList, SecondPerson } from "#app/(staff)/desk/_ui/gate-list.tsx";
import { TopupFailure } from "#app/(staff)/desk/_ui/topup-failure.tsx";
import { formatFen } from "#server/core/money.ts";
import type { ItemResult, MoneyAction, ResolveItemInput } from "#server/reconcile/schemas.ts";
import type { TopupPreview } from "#server/topup/schemas.ts";
import type { Item } from "../_lib/queries.ts";
import { useItemActs } from "../_lib/use-item-acts.ts";
import { useItemWords } from "../_lib/use-item-words.ts";

type Props = { item: Item; action: MoneyAction; preview: TopupPreview | undefined; onClose: () => void };

/** The last question before something is done, with what it will do in money. */
export function ActDialog({ item, action, preview, onClose }: Props) {
  const t = useTranslations("money.act");
  const common = useTranslations("common");
  const words = useItemWords();
  const { resolve, renew } = useItemActs();
  const [note, setNote] = useState("");
  const [orderNo, setOrderNo] = useState("");
  const will = useWill(item, preview);
  const done = useDone(item);
  const two = item.actions.find((each) => each.action === action)?.secondPerson ?? false;
  const noteNeeded = action === "write_off" || action === "dismiss";
  const ready = (!noteNeeded || note.trim() !== "") && (action !== "link" || orderNo.trim() !== "");
  const blocked = action === "apply" && preview !== undefined && !preview.possible;
  // A wish that was changed is another attempt than the one that failed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: renewing is what a changed wish means
  useEffect(renew, [note, orderNo]);
  const run = () => {
    if (!ready || blocked || resolve.isPending) return;
    const wish: ResolveItemInput = {
      action,
      version: item.version,
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(action === "link" ? { orderNo: orderNo.trim() } : {}),
    };
    resolve.mutate(
      { id: item.id, wish },
      {
        onSuccess: (result) => {
          done(result, action, two);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words.kind(item)}
      description={will(action, two)}
      closeLabel={common("close")}
      footer={
        <>
          <DialogClose render={<Button type="button" variant="secondary" size="compact" />}>
            {common("cancel")}
          </DialogClose>
          <Button
            type="button"
            size="compact"
            variant={action === "dismiss" || action === "write_off" ? "danger" : "primary"}
            disabled={!ready || blocked || resolve.isPending}
            icon={resolve.isPending ? <Spinner /> : undefined}
            onClick={run}
          >
            {verb(t, action, two, item, preview)}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {two ? <Banner tone="wait">{t("two")}</Banner> : null}
        {action === "apply" && preview ? (
          <>
            <GateList gate={preview.gate} />
            <SecondPerson reasons={preview.secondPersonReasons} />
          </>
        ) : null}
        {action === "link" ? (
          <Field id="link-order" label={t("orderNo")} hint={t("orderNoHint")}>
            <Input
              id="link-order"
              hint={t("orderNoHint")}
              autoComplete="off"
              maxLength={128}
              className="tabular"
              value={orderNo}
              onChange={(event) => setOrderNo(event.target.value)}
            />
          </Field>
        ) : null}
        <Field
          id="act-note"
          label={t("note")}
          optional={noteNeeded ? undefined : common("optional")}
          hint={noteNeeded ? t("noteNeeded") : undefined}
        >
          <Textarea
            id="act-note"
            rows={2}
            maxLength={2_000}
            className="text-sm"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {resolve.error ? <TopupFailure error={resolve.error} /> : null}
      </form>
    </Dialog>
  );
}

type Words = ReturnType<typeof useTranslations<"money.act">>;

function verb(t: Words, action: MoneyAction, two: boolean, item: Item, preview: TopupPreview | undefined): string {
  if (action === "apply") return preview ? t("applySum", { sum: formatFen(preview.amountFen) }) : t("apply");
  if (action === "write_off") return t("write_offSum", { sum: formatFen(item.amountFen ?? 0) });
  if (action === "dismiss") return two ? t("proposeDismiss") : t("dismiss");
  return t(action);
}

/** What an action will do, in a sentence with its sum. */
function useWill(item: Item, preview: TopupPreview | undefined) {
  const t = useTranslations("money.act.will");
  const orderNo = item.orderNo ?? "";
  const itemSum = formatFen(item.amountFen ?? 0);
  return (action: MoneyAction, two: boolean): string => {
    switch (action) {
      case "apply": {
        const sum = formatFen(preview?.amountFen ?? item.amountFen ?? 0);
        return t((preview?.secondPersonReasons.length ?? 0) > 0 ? "applyTwo" : "apply", { orderNo, sum });
      }
      case "refund":
        return t("refund", { orderNo });
      case "link":
        return t("link", { paymentNo: item.gatewayTradeNo ?? item.outTradeNo ?? "" });
      case "write_off":
        return t("write_off", { sum: itemSum });
      default:
        return t(two ? "dismissTwo" : "dismiss");
    }
  };
}

/** Says what became of it. */
function useDone(item: Item) {
  const t = useTranslations("money.act.done");
  return ({ moved, item: after }: ItemResult, action: MoneyAction, two: boolean): void => {
    if (moved) {
      const sum = formatFen(moved.amountFen);
      if (moved.state === "succeeded") toast.ok(t(action === "refund" ? "refund" : "apply", { sum }));
      else if (moved.state === "pending_approval") toast.wait(t("pending"));
      else if (moved.state === "executing") toast.info(t("executing"));
      else if (moved.state === "unknown") toast.wait(t("unknown"));
      else toast.error(t("failed"));
      return;
    }
    if (two) toast.wait(t("proposed"));
    else if (action === "link") toast.ok(t("link", { orderNo: String(after.detail.linkedTo ?? item.orderNo ?? "") }));
    else toast.ok(t("dismiss"));
  };
}
