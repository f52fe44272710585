import { clientAddress, noStream, openStream } from "#server/http/index.ts";
import { liveChanges, type Wanted } from "#server/trpc/index.ts";

/** A stream ends after this; the browser comes back by itself and resumes. */
const STREAM_MS = 10 * 60_000;
const PING_MS = 15_000;
const RETRY_MS = 2_000;
/** How often a stream looks at what no event tells: who is there, who is typing. */
const GLANCE_MS = 3_000;
/** Open streams of one browser's run or inbox. What is over is told to look by the clock instead. */
const MAX_PER_KEY = 6;
const CURSOR = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Live = { wanted: Wanted; glance?: () => Promise<object>; sign?: Wanted };

/**
 * A stream of server-sent events that says that there is something new, and never what: the page asks for that itself, with its
 * own rights. It resumes from the last event that the browser saw.
 * @param live.key what the stream is about, for the limits
 * @param live.wanted which changes are news for this reader
 * @param live.glance what is looked at every few seconds and told when it changed, as `chat`
 * @param live.sign which of the wanted changes are no news, but a reason to look at that at once
 */
export function liveResponse(request: Request, live: Live & { key: string }): Response {
  const close = openStream({ key: live.key, address: clientAddress(request.headers), mostPerKey: MAX_PER_KEY });
  if (!close) return noStream();
  const last = request.headers.get("last-event-id") ?? "";
  const since = CURSOR.test(last) ? last : undefined;
  return new Response(streamOf(request.signal, { ...live, close }, since), {
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
  { wanted, close, glance, sign }: Live & { close: () => void },
  since: string | undefined,
): ReadableStream<Uint8Array> {
  const ends = new AbortController();
  const end = () => ends.abort();
  const text = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      const say = (line: string) => {
        if (!ends.signal.aborted) controller.enqueue(text.encode(line));
      };
      gone.addEventListener("abort", end);
      const over = setTimeout(end, STREAM_MS);
      const ping = setInterval(() => say(": ping\n\n"), PING_MS);
      say(`retry: ${RETRY_MS}\n\n`);
      const glancing = glance ? glanceAt(glance, say) : undefined;
      pump(liveChanges(since, ends.signal, wanted), say, { sign, look: glancing?.look })
        .catch(end)
        .finally(() => {
          clearTimeout(over);
          clearInterval(ping);
          clearInterval(glancing?.timer);
          gone.removeEventListener("abort", end);
          close();
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

/** Tells what is looked at, at once and whenever it is something else than before. */
function glanceAt(glance: () => Promise<object>, say: (line: string) => void) {
  let told = "";
  let looking = false;
  let again = false;
  const look = async () => {
    again = looking;
    if (looking) return;
    looking = true;
    try {
      const state = JSON.stringify(await glance());
      if (state !== told) say(`event: chat\ndata: ${state}\n\n`);
      told = state;
    } catch {
      // Whoever lost their right, or a database that is away: the stream itself says so.
    } finally {
      looking = false;
      if (again) void look();
    }
  };
  void look();
  return { look, timer: setInterval(() => void look(), GLANCE_MS) };
}

async function pump(
  batches: ReturnType<typeof liveChanges>,
  say: (line: string) => void,
  { sign, look }: { sign: Wanted | undefined; look: (() => Promise<void>) | undefined },
): Promise<void> {
  for await (const { cursor, changes, everything } of batches) {
    const signs = sign ? changes.filter(sign).length : 0;
    if (signs > 0) void look?.();
    if (signs > 0 && signs === changes.length && !everything) continue;
    const name = everything || changes.length > 0 ? "news" : "here";
    say(`id: ${cursor}\nevent: ${name}\ndata: {}\n\n`);
  }
}
