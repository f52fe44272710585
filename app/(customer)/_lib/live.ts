import { liveChanges, type Wanted } from "#server/trpc/index.ts";

/** A stream ends after this; the browser comes back by itself and resumes. */
const STREAM_MS = 10 * 60_000;
const PING_MS = 15_000;
const RETRY_MS = 2_000;
/** Open streams of one browser's run or inbox, and of a process. What is over is told to look by the clock instead. */
const MAX_PER_KEY = 6;
const MAX_STREAMS = 2_000;

// Next.js may load this module more than once in a process; what is open is counted once.
const holder = globalThis as typeof globalThis & { __daozhangStreams?: Map<string, number> };
const open = (): Map<string, number> => {
  holder.__daozhangStreams ??= new Map();
  return holder.__daozhangStreams;
};
const CURSOR = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A stream of server-sent events that says that there is something new, and never what: the page asks for that itself, with its
 * own rights. It resumes from the last event that the browser saw.
 * @param live.key what the stream is about, for the limits
 * @param live.wanted which changes are news for this reader
 */
export function liveResponse(request: Request, live: { key: string; wanted: Wanted }): Response {
  const streams = open();
  const count = streams.get(live.key) ?? 0;
  if (count >= MAX_PER_KEY || streams.size >= MAX_STREAMS) {
    return new Response(null, { status: 503, headers: { "retry-after": "30", "cache-control": "no-store" } });
  }
  const last = request.headers.get("last-event-id") ?? "";
  const since = CURSOR.test(last) ? last : undefined;
  return new Response(streamOf(request.signal, live, since), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "private, no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    },
  });
}

function streamOf(
  gone: AbortSignal,
  { key, wanted }: { key: string; wanted: Wanted },
  since: string | undefined,
): ReadableStream<Uint8Array> {
  const streams = open();
  const ends = new AbortController();
  const end = () => ends.abort();
  const text = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      streams.set(key, (streams.get(key) ?? 0) + 1);
      const say = (line: string) => {
        if (!ends.signal.aborted) controller.enqueue(text.encode(line));
      };
      gone.addEventListener("abort", end);
      const over = setTimeout(end, STREAM_MS);
      const ping = setInterval(() => say(": ping\n\n"), PING_MS);
      say(`retry: ${RETRY_MS}\n\n`);
      pump(liveChanges(since, ends.signal, wanted), say)
        .catch(end)
        .finally(() => {
          clearTimeout(over);
          clearInterval(ping);
          gone.removeEventListener("abort", end);
          const left = (streams.get(key) ?? 1) - 1;
          if (left > 0) streams.set(key, left);
          else streams.delete(key);
          try {
            controller.close();
          } catch {
            // The browser closed it first.
          }
        });
    },
    cancel: end,
  });
}

async function pump(batches: ReturnType<typeof liveChanges>, say: (line: string) => void): Promise<void> {
  for await (const { cursor, changes, everything } of batches) {
    const name = everything || changes.length > 0 ? "news" : "here";
    say(`id: ${cursor}\nevent: ${name}\ndata: {}\n\n`);
  }
}
