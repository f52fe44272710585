"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { GateList, SecondPerson } from "#app/(staff)/desk/_ui/gate-list.tsx";
import { Section } from "#app/(staff)/desk/_ui/ticket-facts.tsx";
import { formatFen } from "#server/core/money.ts";
import type { MoneyAction } from "#server/reconcile/schemas.ts";
import type { GateCheck } from "#server/topup/schemas.ts";
import type { Item } from "../_lib/queries.ts";
import { ActDialog } from "./act-dialog.tsx";

type Props = { item: Item; act: MoneyAction | null; onAct: (act: MoneyAction | null) => void };

/** Where else an item of a kind is worked on. */
const elsewhere: Partial<
  Record<Item["kind"], { href: string; label: "openCommands" | "openCallbacks" | "openBills" }>
> = {
  command_dead: { href: "/money/commands", label: "openCommands" },
  delivery_unreadable: { href: "/money/commands", label: "openCommands" },
  relay_dead: { href: "/money/callbacks", label: "openCallbacks" },
  forged_callback: { href: "/money/callbacks", label: "openCallbacks" },
  foreign_callback: { href: "/money/callbacks", label: "openCallbacks" },
  unconfirmed_callback: { href: "/money/callbacks", label: "openCallbacks" },
  callback_error: { href: "/money/callbacks", label: "openCallbacks" },
  missing_there: { href: "/money/bills", label: "openBills" },
  bill_failed: { href: "/money/bills", label: "openBills" },
};

/** These end an item without moving its money to anybody: never the expected thing to do. */
export const ends: readonly MoneyAction[] = ["dismiss", "write_off"];

/** What the click itself brings does not stop it. */
const mayWait: readonly GateCheck[] = ["reason", "second_person"];

/** What may be done about the item, the likeliest first; each says what it will do in money. */
export function Acts({ item, act, onAct }: Props) {
  const t = useTranslations("money.act");
  const { locale } = useDesk();
  const allowed = useAllowed();
  const credits = item.actions.some(({ action }) => action === "apply");
  const preview = useQuery({
    ...queries.preview({ orderNo: item.orderNo ?? "", reasonCode: "CR_NOT_CREDITED", locale }),
    enabled: credits && item.orderNo !== null,
  });
  const possible = item.actions.filter(({ action }) => allowed(action));
  const more = elsewhere[item.kind];
  const label = (action: MoneyAction, two: boolean) => {
    const fen = action === "apply" ? preview.data?.amountFen : item.amountFen;
    if (action === "apply") return fen ? t("applySum", { sum: formatFen(fen) }) : t("apply");
    if (action === "write_off") return t("write_offSum", { sum: formatFen(item.amountFen ?? 0) });
    if (action === "dismiss") return two ? t("proposeDismiss") : t("dismiss");
    return t(action);
  };
  const stops = credits ? (preview.data?.gate.filter(({ ok, check }) => !ok && !mayWait.includes(check)) ?? []) : [];
  const blocked = (action: MoneyAction) => action === "apply" && preview.data?.possible === false;
  return (
    <Section title={t("title")}>
      <div className="flex flex-wrap gap-2">
        {possible.map(({ action, secondPerson }, index) => (
          <Button
            key={action}
            type="button"
            size="compact"
            className="min-h-10"
            variant={index === 0 && !blocked(action) && !ends.includes(action) ? "primary" : "secondary"}
            onClick={() => onAct(action)}
          >
            {label(action, secondPerson)}
          </Button>
        ))}
        {more ? (
          <Link
            href={placeOf(item, more.href)}
            prefetch={false}
            className="inline-flex min-h-10 items-center px-2 text-sm text-accent-text hover:underline"
          >
            {t(more.label)}
          </Link>
        ) : null}
        {possible.length === 0 && !more ? <p className="text-sm text-muted">{t("none")}</p> : null}
      </div>
      {stops.length > 0 ? (
        <div className="mt-3">
          <GateList gate={stops} />
        </div>
      ) : null}
      {credits && preview.data?.possible ? (
        <div className="mt-3">
          <SecondPerson reasons={preview.data.secondPersonReasons} />
        </div>
      ) : null}
      {act && possible.some(({ action }) => action === act) ? (
        <ActDialog item={item} action={act} preview={preview.data} onClose={() => onAct(null)} />
      ) : null}
    </Section>
  );
}

/** The very callback that an item is about, where it names one. */
function placeOf({ detail: { callbackId } }: Item, href: string): string {
  return href === "/money/callbacks" && typeof callbackId === "string" ? `${href}/${callbackId}` : href;
}

/** Only spares a refused click: the server decides. */
function useAllowed(): (action: MoneyAction) => boolean {
  const topups = useMay("topups:request");
  const refunds = useMay("refunds:request");
  const approve = useMay("topups:approve");
  return (action) => (action === "refund" ? refunds : action === "write_off" ? approve : topups);
}
