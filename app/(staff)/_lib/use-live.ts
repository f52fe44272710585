"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";
import { keepLive, type LiveState } from "./keep-live.ts";
import { refreshLists } from "./live-lists.ts";
import { failureOf, trpc } from "./trpc.ts";

export type { LiveState } from "./keep-live.ts";

const POLL_MS = 10_000;
/** A line that has gone silent answers nothing, not even no. */
const ASK_WITHIN_MS = 10_000;
const GATHER_MS = 250;

export const LiveContext = createContext<LiveState>("connecting");
export const useLiveState = (): LiveState => useContext(LiveContext);

/** Said on `window` when somebody was told something: the bell stands outside of the pages that keep answers. */
export const TOLD = "daozhang:told";
/** Said on `window` when somebody writes in a ticket, or no longer; its detail is the ticket's number. */
export const TYPING = "daozhang:typing";

type Change = { topic: string; subject: string };

const idOf = (subject: string) => subject.slice(subject.indexOf(":") + 1);

/** Which answers a change makes old. */
export function keysOf({ topic, subject }: Change): string[][] {
  const id = idOf(subject);
  if (topic.startsWith("ticket.") || topic.startsWith("sla.")) return [["tickets"], ["views"], ["ticket", id]];
  if (topic.startsWith("view.")) return [["views"]];
  if (topic.startsWith("bulk.")) return [["bulk"]];
  if (topic.startsWith("topup.")) return [["topups"], ["order"], ["ticket"]];
  if (topic.startsWith("refund.")) return [["refunds"], ["topups"], ["order"], ["ticket"]];
  if (topic.startsWith("order.")) return [["order", id]];
  if (topic.startsWith("money.")) return [["money"]];
  if (topic.startsWith("command.")) return [["commands"]];
  if (topic.startsWith("callback.")) return [["callbacks"]];
  if (topic.startsWith("case.")) return [["cases"]];
  if (topic.startsWith("complaint.")) return [["complaints"]];
  if (topic.startsWith("appeal.")) return [["appeals"]];
  if (topic.startsWith("alert.")) return [["alerts"]];
  if (topic.startsWith("incident.")) return [["incidents"]];
  if (topic.startsWith("webhook.")) return [["webhooks"]];
  if (topic === "staff.told") return [["staffNotices"]];
  return [];
}

/** Keeps every answer on the page fresh: by the server's stream with resume, and by the clock while that fails. */
export function useLive(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const gather = gatherer(client);
    const end = keepLive({
      open: ({ stands, breaks, ends }) => {
        const stream = trpc.live.desk.subscribe(undefined, {
          onData: ({ data }) => {
            stands();
            if (data.everything) gather.everything();
            else gather.add(data.changes);
            if (data.changes.some(({ topic }) => topic === "staff.told")) window.dispatchEvent(new Event(TOLD));
            for (const { topic, subject } of data.changes) {
              if (topic.startsWith("typing.")) window.dispatchEvent(new CustomEvent(TYPING, { detail: idOf(subject) }));
            }
          },
          onConnectionStateChange: (change) => (change.state === "pending" ? stands() : breaks()),
          onError: (error) => ends(failureOf(error).code),
          onComplete: () => ends(),
        });
        return () => stream.unsubscribe();
      },
      ask: () =>
        trpc.staffNotices.unread.query(undefined, { signal: AbortSignal.timeout(ASK_WITHIN_MS) }).then(
          () => undefined,
          (error) => failureOf(error).code,
        ),
      show: setState,
      missed: gather.everything,
    });
    return () => {
      end();
      gather.stop();
    };
  }, [client]);

  useEffect(() => {
    if (state !== "polling") return;
    void client.invalidateQueries();
    const timer = setInterval(() => void client.invalidateQueries(), POLL_MS);
    return () => clearInterval(timer);
  }, [state, client]);

  return state;
}

/** Collects keys for a moment, so that a hundred changes ask once. */
function gatherer(client: QueryClient) {
  const keys = new Map<string, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const changed = [...keys.values()];
    keys.clear();
    const numbers = changed.flatMap(([area, id]) => (area === "ticket" && id !== undefined ? [id] : []));
    for (const queryKey of changed) {
      if (queryKey.join() === "tickets") void refreshLists(client, numbers).catch(() => {});
      else void client.invalidateQueries({ queryKey });
    }
  };
  const put = (list: string[][]) => {
    for (const key of list) keys.set(key.join("\n"), key);
    if (keys.size > 0) timer ??= setTimeout(flush, GATHER_MS);
  };
  return {
    add: (changes: readonly Change[]) => put(changes.flatMap(keysOf)),
    /** Whatever a page shows may be old: no list of areas, from which a new one could be missing. */
    everything: () => {
      clearTimeout(timer);
      timer = undefined;
      keys.clear();
      window.dispatchEvent(new Event(TOLD));
      void client.invalidateQueries();
    },
    stop: () => clearTimeout(timer),
  };
}
