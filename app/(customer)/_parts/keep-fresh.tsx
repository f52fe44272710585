"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 15_000;
/** While the stream runs, the clock is only there for what it might have missed. */
const EVERY_WITH_STREAM_MS = 90_000;
const GATHER_MS = 150;
/** What the stream says of the other side goes on to whoever shows it. */
export const CHAT_EVENT = "dz:chat";

/**
 * Looks for news while the page is being looked at, and at once when the person comes back to it. What is typed stays:
 * only what the server rendered is replaced.
 * @param events the address of a stream that says when there is something new; while it fails the clock does
 */
export function KeepFresh({ events }: { events?: string }) {
  const router = useRouter();
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const look = () => {
      if (document.visibilityState === "visible" && navigator.onLine) router.refresh();
    };
    const lookEvery = (ms: number) => {
      clearInterval(timer);
      timer = setInterval(look, ms);
    };
    // What changes together is asked for together.
    const gather = () => {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        look();
      }, GATHER_MS);
    };
    const stream = events === undefined ? undefined : new EventSource(events);
    if (stream) {
      stream.onopen = () => lookEvery(EVERY_WITH_STREAM_MS);
      stream.onerror = () => lookEvery(EVERY_MS);
      stream.addEventListener("news", gather);
      stream.addEventListener("chat", ({ data }: MessageEvent<string>) =>
        window.dispatchEvent(new CustomEvent(CHAT_EVENT, { detail: data })),
      );
    }
    lookEvery(EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      stream?.close();
      clearTimeout(gathering);
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [router, events]);
  return null;
}
