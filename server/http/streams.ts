import { env } from "#server/core/env.ts";

/** Open streams of a process. Those of one address are the operator's to set: a whole office may stand behind one. */
export const MAX_STREAMS = 2_000;

// Next.js may load this module more than once in a process; what is open is counted once.
const holder = globalThis as typeof globalThis & { __daozhangStreams?: Map<string, number> };
const ALL = "all";

/**
 * Takes a place for an answer that stays open.
 * @param stream.key whose stream it is, or what it is about
 * @param stream.mostPerKey how many may be open for the key
 * @returns what gives the place back, once however often it is called; undefined when there is none
 */
export function openStream(stream: { key: string; address: string; mostPerKey: number }): (() => void) | undefined {
  holder.__daozhangStreams ??= new Map();
  const open = holder.__daozhangStreams;
  const places: [string, number][] = [
    [`key:${stream.key}`, stream.mostPerKey],
    [`address:${stream.address}`, env().MAX_STREAMS_PER_ADDRESS],
    [ALL, MAX_STREAMS],
  ];
  if (places.some(([name, most]) => (open.get(name) ?? 0) >= most)) return undefined;
  for (const [name] of places) open.set(name, (open.get(name) ?? 0) + 1);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    for (const [name] of places) {
      const left = (open.get(name) ?? 1) - 1;
      if (left > 0) open.set(name, left);
      else open.delete(name);
    }
  };
}

/** The answer when there is no place. */
export const noStream = (): Response =>
  new Response(null, { status: 503, headers: { "retry-after": "30", "cache-control": "no-store" } });

/** The same answer, which calls `over` once it has been read to its end, or is no longer read. */
export function whenOver(response: Response, gone: AbortSignal, over: () => void): Response {
  if (!response.body) {
    over();
    return response;
  }
  gone.addEventListener("abort", over, { once: true });
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        over();
        controller.close();
      } catch (error) {
        over();
        controller.error(error);
      }
    },
    cancel(reason) {
      over();
      return reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
