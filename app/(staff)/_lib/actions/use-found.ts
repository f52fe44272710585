"use client";

import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import type { Article } from "#server/articles/schemas.ts";
import type { FoundOrder, SearchHit } from "#server/search/schemas.ts";
import { trpc } from "../trpc.ts";

const PAUSE_MS = 150;
const MOST = 6;

export type Found = {
  words: string;
  hits: readonly SearchHit[];
  order: FoundOrder | null;
  articles: readonly Omit<Article, "body">[];
  busy: boolean;
};
const NOTHING: Found = { words: "", hits: [], order: null, articles: [], busy: false };
const NO_TICKETS = { items: [], order: null };

/** The tickets and help articles that what is typed finds, once nobody has typed for a moment: by the search of the desk's own field. */
export function useFound(typed: string): Found {
  const locale = useLocale();
  const [found, setFound] = useState<Found>(NOTHING);
  const words = typed.trim();
  useEffect(() => {
    if (words.length < 2) return setFound(NOTHING);
    const { signal, abort } = controller();
    setFound((before) => ({ ...before, busy: true }));
    const pause = setTimeout(async () => {
      const [tickets, articles] = await Promise.all([
        trpc.search.tickets.query({ q: words, limit: MOST }, { signal }).catch(() => NO_TICKETS),
        trpc.articles.find.query({ q: words.slice(0, 100), limit: MOST, locale }, { signal }).then(
          ({ items }) => items,
          () => [],
        ),
      ]);
      if (!signal.aborted)
        setFound({ words, articles, busy: false, order: tickets.order, hits: firstOf(tickets.items) });
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      abort();
    };
  }, [words, locale]);
  return found;
}

function controller() {
  const own = new AbortController();
  return { signal: own.signal, abort: () => own.abort() };
}

/** A ticket once, by what found it first. */
const firstOf = (hits: readonly SearchHit[]): SearchHit[] =>
  [...new Map([...hits].reverse().map((hit) => [hit.ticket.number, hit])).values()].reverse();
