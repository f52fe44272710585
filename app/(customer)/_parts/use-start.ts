import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { MAX_FILE_BYTES, sendFile } from "../_lib/send-file.ts";
import { readStartError, type StartError } from "../_lib/start-words.ts";
import type { UploadError } from "../_lib/upload.ts";

export const MAX_PICTURES = 3;
const TIMEOUT_MS = 45_000;

export type Picture = { key: number; file: File; progress: number; error?: UploadError | undefined };
type State = {
  items: Picture[];
  errors: { field: string; code: StartError }[];
  offline: boolean;
  sending: boolean;
  /** The run, once it was begun: pictures that failed are tried again for it, or left out. */
  begun?: { id: string; next: string } | undefined;
  /** Counts answers, so that the same error twice is noticed twice. */
  turn: number;
};

/** What the start form does with JavaScript: begins the run, sends the pictures to it one by one, and goes on to its page. */
export function useStart(failed: StartError | undefined) {
  const [script, setScript] = useState(false);
  const [state, setState] = useState<State>({
    items: [],
    errors: failed ? [{ field: "text", code: failed }] : [],
    offline: false,
    sending: false,
    turn: 0,
  });
  const form = useRef<HTMLFormElement>(null);
  const busy = useRef(false);
  const counter = useRef(0);
  const patch = (change: Partial<State>) => setState((now) => ({ ...now, ...change }));
  const change = (key: number, item: Partial<Picture>) =>
    setState((now) => ({ ...now, items: now.items.map((one) => (one.key === key ? { ...one, ...item } : one)) }));

  useEffect(() => {
    setScript(true);
    // Back to this page after a run was begun: the next one is a new one.
    const again = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      busy.current = false;
      setState({ items: [], errors: [], offline: false, sending: false, turn: 0 });
    };
    window.addEventListener("pageshow", again);
    return () => window.removeEventListener("pageshow", again);
  }, []);

  function add(files: FileList | null) {
    const added = [...(files ?? [])].map((file) => {
      counter.current += 1;
      const error: UploadError | undefined = file.size > MAX_FILE_BYTES ? "TOO_LARGE" : undefined;
      return { key: counter.current, file, progress: 0, error };
    });
    setState((now) => ({ ...now, items: [...now.items, ...added].slice(0, MAX_PICTURES) }));
  }

  /** @returns whether all of them were kept */
  async function send(id: string, items: readonly Picture[]): Promise<boolean> {
    let whole = true;
    // One after the other: a phone's line is not made faster by three pictures at once.
    for (const item of items) {
      change(item.key, { progress: 0, error: undefined });
      const action = `/api/uploads?diagnosis=${encodeURIComponent(id)}`;
      const error = await sendFile(action, { file: item.file, kind: "debit_proof" }, (progress) =>
        change(item.key, { progress }),
      );
      change(item.key, { error, progress: error ? 0 : 1 });
      whole = whole && error === undefined;
    }
    return whole;
  }

  async function begin(): Promise<State["begun"]> {
    const data = new FormData(form.current ?? undefined);
    data.delete("file");
    if (state.items.length > 0) data.set("pictures", String(state.items.length));
    const answer = await fetch("/api/start", {
      method: "POST",
      body: data,
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await answer.json()) as { id: string; next: string } & {
      errors?: { field: string; code: unknown }[];
    };
    if (answer.ok) return { id: body.id, next: body.next };
    const errors = (body.errors ?? []).map(({ field, code }) => ({ field, code: readStartError(code) ?? "failed" }));
    patch({ errors: errors.length > 0 ? errors : [{ field: "text", code: "failed" }] });
    return undefined;
  }

  async function run(items: readonly Picture[]) {
    if (busy.current) return;
    busy.current = true;
    setState((now) => ({ ...now, sending: true, offline: false, errors: [], turn: now.turn + 1 }));
    let leaving = false;
    try {
      const begun = state.begun ?? (await begin());
      if (!begun) return;
      patch({ begun });
      if (await send(begun.id, items)) {
        leaving = true;
        window.location.assign(begun.next);
      }
    } catch {
      patch({ offline: true });
    } finally {
      // While the next page loads the button stays as it is.
      if (!leaving) {
        busy.current = false;
        patch({ sending: false });
      }
    }
  }

  return {
    script,
    form,
    state,
    add,
    remove: (key: number) => setState((now) => ({ ...now, items: now.items.filter((item) => item.key !== key) })),
    retry: (key: number) => void run(state.items.filter((item) => item.key === key)),
    submit: (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault();
      // What is too large for sure is not sent; the rest that was not kept yet is.
      void run(state.items.filter((item) => item.progress < 1 && item.error !== "TOO_LARGE"));
    },
  };
}
