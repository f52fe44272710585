"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { workQueries } from "./work-queries.ts";

/** Typing pauses this long before the other machines are told. */
const SETTLE_MS = 1_000;
const draftKey = (number: string) => `dz-draft-${number}`;

export type Draft = { body: string; visibility: MessageVisibility };
type Kept = Draft & { at: string };

function readHere(number: string): Kept | undefined {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(draftKey(number)) ?? "null");
    const { body, visibility, at } = parsed as Kept;
    if (typeof body !== "string") return undefined;
    return {
      body,
      visibility: visibility === "internal" ? "internal" : "public",
      at: typeof at === "string" ? at : "",
    };
  } catch {
    // No storage, or something else under our key: there is no draft.
    return undefined;
  }
}

function keepHere(number: string, draft: Draft): void {
  try {
    if (draft.body === "") localStorage.removeItem(draftKey(number));
    else localStorage.setItem(draftKey(number), JSON.stringify({ ...draft, at: new Date().toISOString() }));
  } catch {
    // Storage is full or forbidden: the text is still on the page.
  }
}

/**
 * What somebody began to write in a ticket: kept on this machine at every key and for their other machines after a pause. The newest
 * wins; one that was begun elsewhere is offered and never put over what is being typed here.
 */
export function useDraft(number: string, onVisibility: (visibility: MessageVisibility) => void) {
  const [body, setBody] = useState("");
  const [elsewhere, setElsewhere] = useState<(Draft & { updatedAt: string }) | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const begun = useRef(false);
  const company = useQuery(workQueries.company(number)).data;

  useEffect(() => {
    const here = readHere(number);
    setBody(here?.body ?? "");
    onVisibility(here?.visibility ?? "public");
    setElsewhere(null);
    begun.current = here !== undefined && here.body !== "";
  }, [number, onVisibility]);

  const kept = company?.draft ?? null;
  useEffect(() => {
    if (!kept || begun.current || kept.body.includes("***")) return;
    const here = readHere(number);
    if (here?.body === kept.body) return;
    setElsewhere(kept);
  }, [kept, number]);

  const write = useCallback(
    (draft: Draft) => {
      begun.current = draft.body !== "";
      setBody(draft.body);
      keepHere(number, draft);
      clearTimeout(timer.current);
      const tell = () => void trpc.ticketWork.draft.mutate({ number, ...draft }).catch(() => {});
      // What was sent is gone everywhere at once.
      if (draft.body === "") tell();
      else timer.current = setTimeout(tell, SETTLE_MS);
    },
    [number],
  );
  const take = () => {
    if (!elsewhere) return;
    onVisibility(elsewhere.visibility);
    write({ body: elsewhere.body, visibility: elsewhere.visibility });
    setElsewhere(null);
  };
  return { body, write, elsewhere, take, ignore: () => setElsewhere(null) };
}
