"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { Article } from "#server/articles/schemas.ts";
import type { SearchHit } from "#server/search/schemas.ts";
import type { ActionId } from "./list.ts";
import { onScreen, press } from "./on-screen.ts";
import { ranked } from "./rank.ts";
import { useActionAlias, useActionName } from "./use-action-name.ts";
import { runAction, useOffered } from "./use-actions.ts";
import { useFound } from "./use-found.ts";
import { usePaletteViews } from "./use-palette-views.ts";

export const paletteGroups = ["orders", "tickets", "commands", "articles", "screen"] as const;
export type PaletteGroup = (typeof paletteGroups)[number];
export type PaletteItem = {
  key: string;
  group: PaletteGroup;
  name: string;
  also: string;
  /** Said paler behind the name: in which part of the page it stands. */
  where?: string;
  action?: ActionId;
  hit?: SearchHit;
  article?: Omit<Article, "body">;
  run: () => void;
};

const MOST = 60;
/** Digits enough to be a number of something: then what was found stands before commands. */
const NUMBER = /\d{4}/;

/** What the palette offers for what is typed: commands, lists, tickets, help, and whatever else can be pressed on the page. */
export function usePaletteItems(typed: string): { items: PaletteItem[]; busy: boolean } {
  const known = useCommands();
  const screen = useScreen();
  const found = useFound(typed);
  const more = useFoundItems(found, typed.trim());
  const items = useMemo(() => {
    const best = (all: readonly PaletteItem[]) => ranked(all, typed, (item) => [item.name, item.also]).slice(0, MOST);
    const commands = best(known);
    const [first, second] = NUMBER.test(typed) ? [more.tickets, commands] : [commands, more.tickets];
    // Until something is typed the page itself would bury what is done most.
    return [...more.orders, ...first, ...second, ...more.articles, ...(typed.trim() === "" ? [] : best(screen))];
  }, [known, screen, more, typed]);
  return { items, busy: found.busy };
}

function useCommands(): PaletteItem[] {
  const t = useTranslations("actions.palette");
  const name = useActionName();
  const alias = useActionAlias();
  const offered = useOffered();
  const router = useRouter();
  const views = usePaletteViews();
  return useMemo(
    () => [
      ...offered
        .filter((id) => id !== "palette.open" && !id.startsWith("view."))
        .map((id) => ({
          ...{ key: id, group: "commands" as const, name: name(id), also: alias(id), action: id },
          run: () => void runAction(id),
        })),
      ...views.map((view) => ({
        ...{ key: `view ${view.id}`, group: "commands" as const },
        ...{ name: t("view", { name: view.name }), also: view.name },
        run: () => router.push(`/desk?view=${encodeURIComponent(view.id)}`),
      })),
    ],
    [offered, views, name, alias, router, t],
  );
}

/** As the page stood when the palette opened over it. */
function useScreen(): PaletteItem[] {
  const [parts] = useState(onScreen);
  return useMemo(
    () =>
      parts.map((part, i) => ({
        ...{ key: `screen ${i}`, group: "screen" as const, name: part.name, also: part.where, where: part.where },
        run: () => press(part),
      })),
    [parts],
  );
}

function useFoundItems({ hits, order, articles }: ReturnType<typeof useFound>, words: string) {
  const t = useTranslations("actions.palette");
  const router = useRouter();
  return useMemo(() => {
    const tickets: PaletteItem[] = hits.map((hit) => ({
      ...{ key: `ticket ${hit.ticket.number}`, group: "tickets" as const, name: hit.ticket.number, also: "", hit },
      run: () => router.push(`/desk/${hit.ticket.number}?queue=all&q=${encodeURIComponent(words)}`),
    }));
    const all: PaletteItem = {
      ...{ key: "search", group: "tickets" as const, name: t("search", { words }), also: "" },
      run: () => router.push(`/desk?queue=all&q=${encodeURIComponent(words)}`),
    };
    const orders: PaletteItem[] = order
      ? [
          {
            ...{ key: `order ${order.orderNo}`, group: "orders" as const, name: order.orderNo, also: "" },
            where: order.productName,
            run: () => router.push(`/desk/orders/${encodeURIComponent(order.orderNo)}`),
          },
        ]
      : [];
    return {
      orders,
      tickets: words.length < 2 ? [] : [...tickets, all],
      articles: articles.map(
        (article): PaletteItem => ({
          ...{ key: `article ${article.slug}`, group: "articles" as const, name: article.title, also: "", article },
          // Beside the work, which stays where it is.
          run: () => void window.open(`/help/${article.slug}`, "_blank", "noopener"),
        }),
      ),
    };
  }, [hits, order, articles, words, router, t]);
}
