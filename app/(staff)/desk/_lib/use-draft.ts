"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { type Draft, isNewer, type KeptDraft, parseDraft } from "./draft.ts";
import { workQueries } from "./work-queries.ts";

/** Typing pauses this long before the other machines are told. */
const SETTLE_MS = 1_000;
const draftKey = (number: string) => `dz-draft-${number}`;

function readHere(number: string): KeptDraft | undefined {
  try {
    return parseDraft(localStorage.getItem(draftKey(number)));
  } catch {
    return undefined;
  }
}

function keepHere(number: string, draft: Draft): void {
  try {
    if (draft.body === "") localStorage.removeItem(draftKey(number));
    else localStorage.setItem(draftKey(number), JSON.stringify({ ...draft, updatedAt: new Date().toISOString() }));
  } catch {
    // Storage is full or forbidden: the text is still on the page.
  }
}

/**
 * What somebody began to write in a ticket: kept on this machine at every key and for their other machines after a pause. What was
 * begun elsewhere stands in an empty field at once; where something else is written here, it is offered and never put over it.
 */
export function useDraft(number: string, onVisibility: (visibility: MessageVisibility) => void) {
  const client = useQueryClient();
  const [body, setBody] = useState("");
  const [elsewhere, setElsewhere] = useState<KeptDraft | null>(null);
  /** A telling that waits for a pause: of the ticket it was typed in, whichever is open by then. */
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; tell: () => void }>(undefined);
  const touched = useRef(false);
  const told = useRef<string>(undefined);
  const { data } = useQuery(workQueries.draft(number));

  const flush = useCallback(() => {
    const last = waiting.current;
    waiting.current = undefined;
    if (!last) return;
    clearTimeout(last.timer);
    last.tell();
  }, []);

  useEffect(() => {
    const here = readHere(number);
    setBody(here?.body ?? "");
    onVisibility(here?.visibility ?? "public");
    setElsewhere(null);
    touched.current = false;
    told.current = undefined;
    return flush;
  }, [number, onVisibility, flush]);

  const write = useCallback(
    (draft: Draft) => {
      touched.current = true;
      setBody(draft.body);
      keepHere(number, draft);
      if (waiting.current) clearTimeout(waiting.current.timer);
      const tell = () => {
        told.current = draft.body;
        const updatedAt = new Date().toISOString();
        const { queryKey } = workQueries.draft(number);
        client.setQueryData(queryKey, { draft: draft.body === "" ? null : { ...draft, updatedAt } });
        void trpc.ticketWork.draft.mutate({ number, ...draft }).catch(() => {});
      };
      waiting.current = { tell, timer: setTimeout(flush, SETTLE_MS) };
      // What was sent is gone everywhere at once.
      if (draft.body === "") flush();
    },
    [number, client, flush],
  );

  const kept = data?.draft ?? null;
  useEffect(() => {
    if (!kept || kept.body === told.current) return;
    const here = readHere(number);
    if (!isNewer(kept, here)) return;
    if (here === undefined && !touched.current) {
      setBody(kept.body);
      onVisibility(kept.visibility);
      keepHere(number, kept);
    } else if (here !== undefined) setElsewhere(kept);
  }, [kept, number, onVisibility]);

  const take = () => {
    if (!elsewhere) return;
    onVisibility(elsewhere.visibility);
    write({ body: elsewhere.body, visibility: elsewhere.visibility });
    setElsewhere(null);
  };
  return { body, write, elsewhere, take, ignore: () => setElsewhere(null) };
}
