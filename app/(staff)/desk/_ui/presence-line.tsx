"use client";

import { Eye, PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import type { Presence } from "#server/tickets/schemas.ts";

const CUSTOMER = "customer";

/** Who else is at this ticket. Somebody who writes is a reason to wait, and no lock. */
export function PresenceLine({ others }: { others: readonly Presence[] }) {
  const t = useTranslations("work.presence");
  const list = (some: readonly Presence[]) => some.map(({ name }) => name).join(t("and"));
  const colleagues = others.filter(({ person }) => person !== CUSTOMER);
  const writing = colleagues.filter(({ kind }) => kind !== "viewing");
  const looking = colleagues.filter(({ kind }) => kind === "viewing");
  const customer = others.some(({ person }) => person === CUSTOMER);
  const words = [
    ...(customer ? [t("customer")] : []),
    ...(writing.length > 0 ? [t("writing", { names: list(writing) })] : []),
    ...(looking.length > 0 ? [t("looking", { names: list(looking) })] : []),
  ];
  const busy = writing.length > 0 || customer;
  return (
    <p
      aria-live="polite"
      className={cx(
        "flex items-center gap-2 px-4 py-1.5 text-sm empty:hidden",
        busy ? "bg-wait-soft text-wait" : "bg-sunken text-muted",
        words.length === 0 && "hidden",
      )}
    >
      {busy ? <PencilLine aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
      {words.join(" · ")}
    </p>
  );
}
