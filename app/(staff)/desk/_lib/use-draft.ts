"use client";

import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
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

/** Tellings that wait for a pause in the typing, by the ticket that was typed in, whichever is open by then. */
const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; tell: () => void }>();

/** What was sent last, by the ticket: an answer under way may still bring it as a draft. */
const lastSent = new Map<string, string>();

function flush(number: string): void {
  const last = waiting.get(number);
  if (!last) return;
  clearTimeout(last.timer);
  waiting.delete(number);
  last.tell();
}

/** Keeps what was written for one's other machines. */
function keepThere(client: QueryClient, number: string, draft: Draft): void {
  const updatedAt = new Date().toISOString();
  const { queryKey } = workQueries.draft(number);
  client.setQueryData(queryKey, { draft: draft.body === "" ? null : { ...draft, updatedAt } });
  void trpc.ticketWork.draft.mutate({ number, ...draft }).catch(() => {});
}

/** Forgets what was begun in a ticket once it was sent, whichever ticket is open by then. What was written since stays. */
export function useForgetDraft(): (number: string, sent: string) => void {
  const client = useQueryClient();
  return (number, sent) => {
    lastSent.set(number, sent);
    const here = readHere(number);
    if (here && here.body.trim() !== sent) return;
    clearTimeout(waiting.get(number)?.timer);
    waiting.delete(number);
    const none = { body: "", visibility: here?.visibility ?? "public" };
    keepHere(number, none);
    keepThere(client, number, none);
  };
}

/**
 * What somebody began to write in a ticket: kept on this machine at every key and for their other machines after a pause. What was
 * begun elsewhere stands in an empty field at once; where something else is written here, it is offered and never put over it.
 */
export function useDraft(number: string, onVisibility: (visibility: MessageVisibility) => void) {
  const client = useQueryClient();
  const [body, setBody] = useState("");
  const [elsewhere, setElsewhere] = useState<KeptDraft | null>(null);
  const touched = useRef(false);
  const told = useRef<string>(undefined);
  const { data } = useQuery(workQueries.draft(number));

  useEffect(() => {
    const here = readHere(number);
    setBody(here?.body ?? "");
    onVisibility(here?.visibility ?? "public");
    setElsewhere(null);
    touched.current = false;
    told.current = undefined;
    return () => flush(number);
  }, [number, onVisibility]);

  const write = useCallback(
    (draft: Draft) => {
      touched.current = true;
      setBody(draft.body);
      keepHere(number, draft);
      clearTimeout(waiting.get(number)?.timer);
      const tell = () => {
        told.current = draft.body;
        keepThere(client, number, draft);
      };
      waiting.set(number, { tell, timer: setTimeout(() => flush(number), SETTLE_MS) });
      // What was taken out is gone everywhere at once.
      if (draft.body === "") flush(number);
    },
    [number, client],
  );

  const kept = data?.draft ?? null;
  useEffect(() => {
    if (!kept || kept.body === told.current || kept.body.trim() === lastSent.get(number)) return;
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
  const sent = useCallback(() => {
    touched.current = true;
    setBody("");
  }, []);
  return { body, write, sent, elsewhere, take, ignore: () => setElsewhere(null) };
}
