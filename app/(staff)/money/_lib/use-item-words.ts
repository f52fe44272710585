"use client";

import { useTranslations } from "next-intl";
import type { Tone } from "#app/_ui/badge.tsx";
import { handOverReasons } from "#server/reconcile/schemas.ts";
import type { Item } from "./queries.ts";

const colours: Partial<Record<Tone, string>> = { broken: "text-broken", wait: "text-wait", ok: "text-ok" };

/** What an item is called, why a person is needed, and how urgent it looks. */
export function useItemWords() {
  const kinds = useTranslations("money.kind");
  const means = useTranslations("money.means");
  const why = useTranslations("money.why");
  const ended = useTranslations("money.ended");
  const proposal = useTranslations("money.proposal");
  const tone = (item: Pick<Item, "state" | "rank" | "proposal">): Tone => {
    if (item.state === "resolved") return "ok";
    if (item.proposal) return "wait";
    return item.rank === 0 ? "broken" : item.rank < 3 ? "wait" : "unknown";
  };
  /** Why a person is needed, where looking at the order said it. */
  const reasonOf = (item: Pick<Item, "detail">): string | null => {
    const code = handOverReasons.find((each) => each === item.detail.why);
    return code ? why(code) : null;
  };
  return {
    tone,
    toneText: (item: Item) => colours[tone(item)] ?? "text-faint",
    kind: (item: Pick<Item, "kind">) => kinds(item.kind),
    means: (item: Pick<Item, "kind">) => means(item.kind),
    why: reasonOf,
    /** One line for the list: how it ended, what it waits for, or why it is there. */
    reason: (item: Item): string => {
      if (item.resolution) return ended(item.resolution);
      if (item.proposal) return proposal("title");
      return reasonOf(item) ?? means(item.kind);
    },
  };
}
